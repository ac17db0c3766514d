import { type FactTable, perEvent } from '../factTable'

export const slashFacts: readonly FactTable[] = [
  perEvent('dgrid-nodes.Slashed', 'slash', {
    since: '0001-facts',
    columns: { node: 'String', job_id: 'String', amount: 'UInt256', stake_before: 'UInt256', reason: 'String' },
    amounts: ['amount', 'stake_before'],
  }),
]
