export { deepnodeEmissions as contract } from './contract'
export { emissionFacts as facts } from './facts'
export { mark } from './mark'
export { domainStakes as restated } from './restated'
export { emissionSdl as sdl } from './sdl'
export const handlers = () => import('./handlers.js')
