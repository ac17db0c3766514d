import { perEvent } from '../factTable'

export const routeFacts = [
  perEvent('RevenueRouted', 'revenue_route', {
    since: '0001-facts',
    columns: {
      model_id: 'UInt256',
      domain_id: 'UInt256',
      gross: 'UInt256',
      model_owner: 'UInt256',
      fees: 'UInt256',
      buyback: 'UInt256',
      emission_reserve: 'UInt256',
      burned: 'UInt256',
    },
    amounts: ['gross', 'model_owner', 'fees', 'buyback', 'emission_reserve', 'burned'],
  }),
]
