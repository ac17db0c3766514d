import { type FactTable, perEvent } from '../factTable'

export const routeFacts: readonly FactTable[] = [
  perEvent('deepnode-router.RevenueRouted', 'revenue_route', {
    since: '0001-facts',
    columns: { model_id: 'UInt256', domain_id: 'UInt256' },
    amounts: ['gross', 'model_owner', 'fees', 'buyback', 'emission_reserve', 'burned'],
  }),
]
