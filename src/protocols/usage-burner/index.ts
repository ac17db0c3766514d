export { usageBurner as contract } from './contract'
export const handlers = () => import('./handlers.js')
