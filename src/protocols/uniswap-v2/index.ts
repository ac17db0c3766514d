export { uniswapV2 as contract } from './contract'
export { priceFacts as facts } from './facts'
export { priceSdl as sdl } from './sdl'
export const handlers = () => import('./handlers.js')
