import type { Forecast } from '../../rewards/close/forecast'
import { type Asset, grouped, percent } from '../amount'
import { table } from '../table'
import { moment, tokens } from './shownAs'

/** Shares listed by name; who gets the most is who is looked at. */
const LARGEST = 10

/** A period that is not stored, for a person: what it would pay, and to whom most of it. */
export function forecastText({ period, built, isOpen, withoutCarryOf }: Forecast, asset: Asset | null): string[] {
  const { id, pinned, shares, distributed } = built
  const paid = shares.filter(({ amount }) => amount > 0n)
  const largest = [...paid].sort((a, b) => (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : 0)).slice(0, LARGEST)
  const at = `block ${grouped(pinned.number)}, ${moment(pinned.time)}`
  const open = `FORECAST of ${id}, as if it ended now: it is open until ${moment(period.end)}, and this is ${at}`
  return [
    isOpen ? open : `DRY RUN of ${id}: its period is over, its last block is ${at}`,
    ...(withoutCarryOf === null ? [] : [`WITHOUT the carry of ${withoutCarryOf}, which is over and not closed yet`]),
    '',
    ...table(
      [
        { title: '', cell: ([what]: readonly [string, bigint]) => what },
        { title: '', cell: ([, amount]: readonly [string, bigint]) => tokens(amount, asset), right: true },
        { title: 'base units', cell: ([, amount]: readonly [string, bigint]) => `${amount}`, right: true },
      ] as const,
      [
        ['pot', built.pot],
        ['of it carried in', built.carryIn],
        ['distributed', distributed],
        ['carry', built.carry],
      ],
    ),
    '',
    `${grouped(paid.length)} shares, of ${grouped(shares.length)} accounts with a weight`,
    ...(largest.length === 0
      ? []
      : table(
          [
            { title: paid.length > LARGEST ? `largest ${LARGEST}` : 'account', cell: ({ account }: Share) => account },
            { title: 'of all', cell: ({ amount }: Share) => percent(amount, distributed), right: true },
            { title: 'share', cell: ({ amount }: Share) => tokens(amount, asset), right: true },
            { title: 'base units', cell: ({ amount }: Share) => `${amount}`, right: true },
          ] as const,
          largest,
        )),
    '',
    'nothing was stored',
  ]
}

type Share = Forecast['built']['shares'][number]
