import { describe, expect, it } from 'vitest'
import type { BaseUnits, BlockNumber, Bps, Seconds, WideBps, WideSeconds } from '../../../src/economics/units'

const amount: BaseUnits = 5n
const block: BlockNumber = 7
const time: Seconds = 11
const share: Bps = 13
const takes = {
  amount: (value: BaseUnits) => value,
  block: (value: BlockNumber) => value,
  time: (value: Seconds) => value,
  share: (value: Bps) => value,
}

/** The compiler is the check: `tsc -p tsconfig.test.json` fails at an expected error that is none. */
describe('units', () => {
  it('take literals and what arithmetic makes of them, without an assertion', () => {
    let sum: BaseUnits = amount + 2n * amount - (amount * BigInt(share)) / 10_000n
    sum += amount
    sum = -sum
    const later: Seconds = Math.max(time, time + 1)
    const next: BlockNumber | null = block < 9 ? block + 1 : null
    const total = [amount, amount].reduce((all, each) => all + each, 0n)
    const rows: Record<string, BaseUnits> = Object.fromEntries([['one', total]])
    const byBlock = new Map<BlockNumber, Seconds>([[block, later]])
    expect([`${sum}`, byBlock.get(7), next, JSON.stringify({ time }), rows.one]).toEqual([
      '-20',
      12,
      8,
      '{"time":11}',
      10n,
    ])
    expect(typeof amount === 'bigint' && time === 11 && [1, 2, 3, 4, 5, 6, 7, 8][block]).toBe(8)
  })

  it('refuse each other as an argument', () => {
    // @ts-expect-error seconds are no height
    takes.block(time)
    // @ts-expect-error basis points are no height
    takes.block(share)
    // @ts-expect-error a height is no time
    takes.time(block)
    // @ts-expect-error basis points are no time
    takes.time(share)
    // @ts-expect-error a height is no basis points
    takes.share(block)
    // @ts-expect-error seconds are no basis points
    takes.share(time)
    // @ts-expect-error an amount is a bigint
    takes.amount(time)
  })

  it('refuse each other as a property, in a union and in a container', () => {
    const wide: { readonly bps: WideBps; readonly until: WideSeconds | null } = { bps: 1n, until: 2n }
    // @ts-expect-error a ratio is no amount
    takes.amount(wide.bps)
    // @ts-expect-error a time is no amount
    const paid: BaseUnits | null = wide.until
    // @ts-expect-error an amount is no ratio
    const ratio: { readonly bps: WideBps } = { bps: amount }
    // @ts-expect-error a height is no time
    const span: { readonly start: Seconds; readonly end: Seconds } = { start: time, end: block }
    // @ts-expect-error heights are no times
    const times: readonly Seconds[] = [block]
    // @ts-expect-error a map of basis points is none of times
    const ends: ReadonlyMap<string, Seconds> = new Map<string, Bps>()
    expect([paid, ratio, span, times, ends.size]).toHaveLength(5)
  })
})
