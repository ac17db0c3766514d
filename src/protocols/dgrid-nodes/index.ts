export { dgridNodes as contract } from './contract'
export { handlers } from './handlers'
