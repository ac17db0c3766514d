import { describe, expect, it } from 'vitest'
import { applyWhere, MAX_IN_VALUES, whereInput } from '../../../src/api/filters'

const spec = {
  block: { type: 'Int', column: 'block' },
  cause: { type: 'String', column: 'cause' },
  from: { type: 'Address', column: 'from_account' },
  amount: { type: 'BigInt', column: 'amount' },
  timestamp: { type: 'DateTime', column: 'block_time' },
  burned: { type: 'Boolean', column: 'burned' },
} as const

describe('filters', () => {
  it('give each type the suffixes that mean something for it', () => {
    expect(whereInput('W', { cause: spec.cause, burned: spec.burned, amount: spec.amount })).toBe(
      [
        'input W {',
        '  cause_eq: String',
        '  cause_in: [String!]',
        '  burned_eq: Boolean',
        '  amount_eq: BigInt',
        '  amount_in: [BigInt!]',
        '  amount_gte: BigInt',
        '  amount_lte: BigInt',
        '  amount_gt: BigInt',
        '  amount_lt: BigInt',
        '}',
      ].join('\n'),
    )
  })

  it('become conditions whose values are parameters, after those that are there', () => {
    const into = { sql: ['network = $1'], values: ['n'] as unknown[] }
    applyWhere(
      spec,
      {
        block_gte: 5,
        cause_in: ["'; drop table head"],
        amount_lt: 10n ** 30n,
        timestamp_gt: new Date(1_500),
        burned_eq: false,
        from_eq: null,
      },
      into,
    )
    expect(into).toEqual({
      sql: ['network = $1', 'block >= $2', 'cause = any($3)', 'amount < $4', 'block_time > $5::bigint', 'burned = $6'],
      values: ['n', 5, ["'; drop table head"], `1${'0'.repeat(30)}`, 1, false],
    })
  })

  it('are bounded', () => {
    const where = { cause_in: Array.from({ length: MAX_IN_VALUES + 1 }, () => 'x') }
    expect(() => applyWhere(spec, where, { sql: [], values: [] })).toThrow(`at most ${MAX_IN_VALUES}`)
  })
})
