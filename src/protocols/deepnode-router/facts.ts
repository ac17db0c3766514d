import { perEvent } from '../factTable'

export const routeFacts = [
  perEvent('RevenueRouted', 'revenue_route', {
    since: '0001-facts',
    columns: { model_id: 'UInt256', domain_id: 'UInt256' },
    amounts: ['gross', 'model_owner', 'fees', 'buyback', 'emission_reserve', 'burned'],
  }),
]
