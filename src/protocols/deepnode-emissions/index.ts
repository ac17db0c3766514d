export { deepnodeEmissions as contract } from './contract'
export { handlers } from './handlers'
