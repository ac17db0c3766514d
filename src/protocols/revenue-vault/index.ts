export { revenueVault as contract } from './contract'
export { handlers } from './handlers'
