export { usageBurner as contract } from './contract'
export { handlers } from './handlers'
