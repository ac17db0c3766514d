export { destraPool as contract } from './contract'
export { positionFacts as facts } from './facts'
export { mark } from './mark'
export { poolSdl as sdl } from './sdl'
export const handlers = () => import('./handlers.js')
