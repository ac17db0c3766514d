export { votes as contract } from './contract'
export { handlers } from './handlers'
