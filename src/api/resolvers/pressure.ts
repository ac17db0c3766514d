import { grouped } from '../../economics/grouped'
import { periodContaining, UTC_MONTH } from '../../economics/period'
import { FRICTION_BPS } from '../../economics/pressure'
import { domainMonth } from '../../economics/scenario/domain'
import { AssayError } from '../../errors'
import { type DomainEpoch, readDomainEpochs } from '../../ledger/emission/pressure'
import { headRef, requireProgress } from '../../ledger/progress'
import type { Context } from '../context'
import { MAX_PAGE_ROWS, MAX_SUMMED_EPOCHS } from '../limits'

interface PressureArgs {
  readonly network: string
  readonly from?: Date | null
  readonly to?: Date | null
  readonly domainId?: bigint | null
  readonly every?: string | null
}

const definition = {
  name: 'emissionPressure',
  formula: `counted = ceil(price × (miners + stakers)); breakEven = ceil(counted × 10,000 / (10,000 − ${FRICTION_BPS})); pressure = breakEven / external revenue`,
  unit: 'base units of the quote asset',
  source: 'EmissionMinted, DomainConfigured, RevenueRouted; price: reserves of the pair, time-weighted over the epoch',
}

/** Last second of the year 9999: no upper bound. */
const ALWAYS = 253_402_300_799

export const pressureResolvers = {
  Query: {
    emissionPressure: async (_: unknown, args: PressureArgs, context: Context) => {
      const profile = context.profiles.get(args.network)
      if (args.every && args.every !== 'MONTH') {
        throw new AssayError('E-BAD-INPUT', 'pressure is told by epoch, or every: MONTH', {
          details: { field: 'every' },
        })
      }
      // epochs are summed to months here, so that few rows leave
      const limit = args.every === 'MONTH' ? MAX_SUMMED_EPOCHS : MAX_PAGE_ROWS
      context.budget.rows(limit)
      const progress = await requireProgress(context.snapshot, profile)
      const epochs = await readDomainEpochs(context.snapshot, profile, {
        from: seconds(args.from) ?? 0,
        to: seconds(args.to) ?? ALWAYS,
        domainId: args.domainId ?? null,
        limit,
      })
      const rows = args.every === 'MONTH' ? byMonth(epochs) : epochs
      return rows.map((row) => ({ ...row, network: profile.name, definition, block: headRef(progress)! }))
    },
  },
}

function seconds(time: Date | null | undefined): number | undefined {
  return time ? Math.floor(time.getTime() / 1000) : undefined
}

/** Sums the epochs of a domain that ended in the same UTC month; break-even is of the sum. */
function byMonth(epochs: readonly DomainEpoch[]): DomainEpoch[] {
  // an epoch that ends at a month's very start was spent in the month before
  const keyOf = ({ end, domainId }: DomainEpoch) => `${periodContaining(UTC_MONTH, end - 1).id} ${domainId}`
  return [...grouped(epochs, keyOf).values()].map(month)
}

function month(epochs: readonly DomainEpoch[]): DomainEpoch {
  const { domainId, end } = epochs[0]!
  const period = periodContaining(UTC_MONTH, end - 1)
  return {
    ...domainMonth(period, epochs),
    domainId,
    period: period.id,
    start: period.start,
    end: period.end,
    // a month has one price per epoch, not one
    price: null,
    frictionBps: FRICTION_BPS,
  }
}
