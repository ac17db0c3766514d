import { type FactTable, perEvent, word } from '../factTable'

export const priceFacts: readonly FactTable[] = [
  perEvent('uniswap-v2.Sync', 'price_point', {
    since: '0001-facts',
    columns: { pair: word },
    key: 'pair, block, id',
    amounts: ['reserve_token', 'reserve_quote'],
  }),
]
