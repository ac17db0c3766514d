export { dgridBill as contract } from './contract'
export { billFacts as facts } from './facts'
export { mark } from './mark'
export { openBills as restated } from './restated'
export { billSdl as sdl } from './sdl'
export const handlers = () => import('./handlers.js')
