export { dgridNodes as contract } from './contract'
export { slashFacts as facts } from './facts'
export { mark } from './mark'
export { nodeStakes as restated } from './restated'
export { nodeSdl as sdl } from './sdl'
export const handlers = () => import('./handlers.js')
