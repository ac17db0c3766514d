export { cumulativeDistributor as contract } from './contract'
export { claimFacts as facts } from './facts'
export { mark } from './mark'
export const handlers = () => import('./handlers.js')
