export { destraPool as contract } from './contract'
export { handlers } from './handlers'
