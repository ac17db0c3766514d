import { describe, expect, it } from 'vitest'
import { type Compared, driftCause, explain, POOL_SOLVENCY } from '../../../src/economics/drift'

const TOKEN = `0x${'70'.repeat(20)}`
const POOL = `0x${'90'.repeat(20)}`
const silent = { address: TOKEN, silentFees: true }
const honest = { address: TOKEN, silentFees: false }
const row = (name: string, account: string, ledger: bigint, chain: bigint): Compared => ({
  class: name,
  account,
  ledger,
  chain,
})

describe('why ledger and chain differ', () => {
  it.each([
    ['equal sums have no cause', row('staked', POOL, 950n, 950n), silent, 'none'],
    ['a sender is too rich by the fee it paid (trap 1)', row('staked', POOL, 50n, 0n), silent, 'transfer tax'],
    ['so is a holder that was named', row('holders', POOL, 1n, 0n), silent, 'transfer tax'],
    ['the token contract is too poor by all fees', row('tax', TOKEN, -20n, 85n), silent, 'transfer tax'],
    ['a sender too poor is not the tax', row('staked', POOL, 0n, 1n), silent, 'unexplained'],
    ['a token contract too rich is not the tax', row('tax', TOKEN, 1n, 0n), silent, 'unexplained'],
    ['a burn sink never sends', row('burned', POOL, 1n, 0n), silent, 'unexplained'],
    ['a tax leaves the supply as it is', row('issuance', TOKEN, 0n, 1n), silent, 'unexplained'],
    ['without silent fees nothing is a tax', row('staked', POOL, 50n, 0n), honest, 'unexplained'],
    ['a pool that holds more was given it', row(POOL_SOLVENCY, POOL, 1_050n, 1_000n), honest, 'donation'],
    ['a pool that holds less (trap 14)', row(POOL_SOLVENCY, POOL, 950n, 1_000n), silent, 'stake-tax shortfall'],
    ['with no tax it has no excuse', row(POOL_SOLVENCY, POOL, 950n, 1_000n), honest, 'unexplained'],
    ['what it owes, it holds', row(POOL_SOLVENCY, POOL, 1_000n, 1_000n), honest, 'none'],
  ])('%s', (_, compared, token, cause) => {
    expect(driftCause(compared, token)).toBe(cause)
  })
})

describe('what a tax explains at most', () => {
  const TREASURY = `0x${'7e'.repeat(20)}`
  const causes = (rows: readonly Compared[], sent?: Record<string, bigint>) =>
    Object.fromEntries(
      explain(rows, silent, sent && new Map(Object.entries(sent))).map(({ account, cause }) => [account, cause]),
    )
  const tax = row('tax', TOKEN, 0n, 60n)
  const pool = row('staked', POOL, 150n, 100n)

  it('is as much in all as the token contract is too poor by', () => {
    const paid = row('treasury', TREASURY, 10n, 0n)
    expect(causes([tax, pool, paid])).toEqual({
      [TOKEN]: 'transfer tax',
      [POOL]: 'transfer tax',
      [TREASURY]: 'transfer tax',
    })
    const invented = row('treasury', TREASURY, 1_000_000n, 0n)
    expect(causes([tax, pool, invented])).toMatchObject({ [POOL]: 'transfer tax', [TREASURY]: 'unexplained' })
    expect(causes([row('tax', TOKEN, 0n, 0n), pool])).toEqual({ [TOKEN]: 'none', [POOL]: 'unexplained' })
  })

  it('is for each account the highest fee of what it sent', () => {
    const invented = [row('tax', TOKEN, -1_000_000n, 60n), pool, row('treasury', TREASURY, 1_000_000n, 0n)]
    const sent = { [POOL]: 950n, [TREASURY]: 600_000n }
    expect(causes(invented, sent)).toMatchObject({ [POOL]: 'transfer tax', [TREASURY]: 'unexplained' })
    expect(causes(invented, { ...sent, [TREASURY]: 700_000n })).toMatchObject({ [TREASURY]: 'transfer tax' })
    expect(causes([tax, pool], { [POOL]: 33n })).toMatchObject({ [POOL]: 'unexplained' })
    expect(causes([tax, pool], { [POOL]: 34n })).toMatchObject({ [POOL]: 'transfer tax' })
  })
})
