export { uniswapV2 as contract } from './contract'
export { handlers } from './handlers'
