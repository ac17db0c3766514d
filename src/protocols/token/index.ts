export { token as contract } from './contract'
export { handlers } from './handlers'
