export { uniswapV2 as contract } from './contract'
export { priceFacts as facts } from './facts'
export { mark } from './mark'
export { priceSdl as sdl } from './sdl'
export const handlers = () => import('./handlers.js')
