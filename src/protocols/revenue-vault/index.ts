export { revenueVault as contract } from './contract'
export { revenueFacts as facts } from './facts'
export { mark } from './mark'
export const handlers = () => import('./handlers.js')
