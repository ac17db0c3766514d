export { votes as contract } from './contract'
export { mark } from './mark'
export const handlers = () => import('./handlers.js')
