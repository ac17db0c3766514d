export { deepnodeRouter as contract } from './contract'
export { routeFacts as facts } from './facts'
export { mark } from './mark'
export const handlers = () => import('./handlers.js')
