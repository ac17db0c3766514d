export { merkleDistributor as contract } from './contract'
export { handlers } from './handlers'
