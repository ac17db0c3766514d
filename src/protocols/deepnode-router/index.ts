export { deepnodeRouter as contract } from './contract'
export { handlers } from './handlers'
