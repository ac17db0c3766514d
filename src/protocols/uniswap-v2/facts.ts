import { perEvent } from '../factTable'

export const priceFacts = [
  perEvent('Sync', 'price_point', {
    since: '0001-facts',
    columns: { pair: 'LowCardinality(String)', reserve_token: 'UInt256', reserve_quote: 'UInt256' },
    key: 'pair, block, id',
    amounts: ['reserve_token', 'reserve_quote'],
  }),
]
