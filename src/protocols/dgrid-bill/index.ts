export { dgridBill as contract } from './contract'
export { handlers } from './handlers'
