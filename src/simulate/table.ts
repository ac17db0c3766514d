import { DAY } from '../economics/period'
import type { Side, SimulatedMonth, Simulation } from './simulate'

/** Digits after the point of a whole token in the table; JSON has base units. */
const SHOWN_DIGITS = 2

/** Real beside what-if, a line per month: what changed can be read across. */
export function simulationTable({ months }: Simulation, token: { readonly symbol: string; readonly decimals: number }) {
  const tokens = (amount: bigint) => wholeTokens(amount, token.decimals)
  const blocks: string[][] = []
  if (months.some((each) => each.real.domain)) {
    const head = ['pressure', 'break-even', 'revenue', 'miners', 'stakers']
    blocks.push([
      `domain (break-even and revenue in base units of the quote; miners and stakers in ${token.symbol})`,
      ...beside(months, head, ({ domain }) => [
        percent(domain!.pressureBps) + (domain!.flagged ? ' !' : ''),
        domain!.breakEven === null ? '–' : domain!.breakEven.toString(),
        domain!.externalRevenue.toString(),
        tokens(domain!.miners),
        tokens(domain!.stakers),
      ]),
    ])
    const flagged = months.some(({ real, whatIf }) => real.domain!.flagged || whatIf.domain!.flagged)
    if (flagged) blocks.at(-1)!.push('! external revenue is below break-even')
  }
  blocks.push([
    `supply at the month's end, in ${token.symbol}`,
    ...beside(months, ['circulating', 'burned'], ({ supply }) => [tokens(supply.circulating), tokens(supply.burned)]),
  ])
  if (months.some((each) => each.real.yields)) {
    const tiers = months.find((each) => each.real.yields)!.real.yields!.tiers
    blocks.push([
      'a year of rewards for one staked token, by days locked, in whole units of what is paid',
      ...beside(
        months,
        tiers.map(({ tier }) => `${tier.lockSeconds / DAY} d`),
        ({ yields }) => yields!.tiers.map(({ apr }) => cut(apr.decimal)),
      ),
    ])
  }
  if (months.some((each) => each.forecast)) blocks.push(['~ forecast: the mean of the last months, repeated'])
  if (months.some((each) => each.provisional)) blocks.push(['* the month has not ended: figures so far'])
  return blocks.map((lines) => lines.join('\n')).join('\n\n')
}

function beside(months: readonly SimulatedMonth[], columns: readonly string[], cells: (side: Side) => string[]) {
  const rows = [
    ['month', '', ...columns],
    ...months.flatMap((each) => [
      [each.month + mark(each), 'real', ...cells(each.real)],
      ['', 'what-if', ...cells(each.whatIf)],
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
  )
}

function mark({ provisional, forecast }: SimulatedMonth): string {
  if (forecast) return '~'
  return provisional ? '*' : ''
}

/** Nine digits after the point, a gwei: the yield of one token is small. */
function cut(decimal: string): string {
  const [whole, fraction = ''] = decimal.split('.')
  return `${whole}.${fraction.slice(0, 9).padEnd(9, '0')}`
}

function percent(bps: bigint | null): string {
  return bps === null ? '–' : `${bps / 100n}.${(bps % 100n).toString().padStart(2, '0')} %`
}

/** Cut, not rounded: a table never shows more than there is. */
export function wholeTokens(amount: bigint, decimals: number): string {
  const size = amount < 0n ? -amount : amount
  const unit = 10n ** BigInt(decimals)
  const fraction = (size % unit).toString().padStart(decimals, '0').slice(0, SHOWN_DIGITS).padEnd(SHOWN_DIGITS, '0')
  return `${amount < 0n ? '-' : ''}${size / unit}.${fraction}`
}
