import type { AnalyticsClient } from '../../analytics/client'
import {
  burnSeries,
  type Interval,
  readSeries,
  revenueSeries,
  type SeriesRange,
  supplySeries,
} from '../../analytics/queries'
import { supplyFigures } from '../../economics/supply'
import { supplyRules } from '../../ledger/supply'
import type { SeriesSpec } from '../../protocols/seriesSpec'
import type { Context } from '../context'
import { seriesRows } from '../seriesRows'

export interface SeriesArgs {
  readonly network: string
  readonly from: Date
  readonly to: Date
  readonly every: Interval
}

type Resolve<T> = (_: unknown, args: SeriesArgs, context: Context) => Promise<T>

type Ask<T> = (client: AnalyticsClient, range: SeriesRange & { readonly asset: string }) => Promise<T>

/**
 * Asks the analytics store, up to the block that is projected whole: a batch being written must not show. It is asked
 * beside the operation's snapshot, which opens only afterwards.
 */
function ask<T>(series: Ask<T>, args: SeriesArgs, context: Context): Promise<T> {
  context.budget.rows(seriesRows(args))
  const { name, token } = context.profiles.get(args.network)
  return context.snapshot.beside(async () =>
    series(context.analytics(), {
      network: name,
      from: args.from,
      to: args.to,
      every: args.every,
      asset: token.address,
      upToBlock: await context.loaders.projectedBlock.load(name),
    }),
  )
}

/** Every interval's rows, each with the interval. */
function flat<B extends { start: Date; end: Date }, T>(buckets: readonly B[], rows: (bucket: B) => readonly T[]) {
  return buckets.flatMap((bucket) => rows(bucket).map((row) => ({ timestamp: bucket.start, end: bucket.end, ...row })))
}

/** Rows of a series that one table of facts has. */
export async function readPoints(spec: SeriesSpec, args: SeriesArgs, context: Context) {
  return flat(await ask((client, range) => readSeries(client, spec, range), args, context), ({ rows }) => rows)
}

const supply: Resolve<unknown> = async (_, args, context) => {
  const rules = supplyRules(context.profiles.get(args.network))
  const buckets = await ask(supplySeries, args, context)
  return flat(buckets, ({ classes, burnedBy, block, end }) => {
    const balances = [
      ...classes.map((each) => ({ class: each.class, cause: '', balance: each.amount })),
      ...burnedBy.map((each) => ({ class: 'burned', cause: each.cause, balance: each.amount })),
    ]
    const { held, ...figures } = supplyFigures(balances, rules, Math.floor(end.getTime() / 1000))
    const of = (name: string) => held.get(name) ?? 0n
    return [
      {
        ...figures,
        block,
        staked: of('staked'),
        nodeStake: of('node-stake'),
        escrow: of('escrow'),
        treasury: of('treasury'),
        governance: of('governance'),
      },
    ]
  })
}

const revenue: Resolve<unknown> = async (_, args, context) => {
  const { revenueAsset } = context.profiles.get(args.network)
  const buckets = await ask(revenueSeries, args, context)
  // routed revenue does not name its asset: the profile does
  return flat(buckets, ({ assets }) => assets.map((each) => ({ ...each, asset: each.asset || revenueAsset })))
}

/** Series come from the analytics store; everything else is answered by Postgres. */
export const seriesResolvers = {
  Query: {
    supplySeries: supply,
    burnSeries: (_: unknown, args: SeriesArgs, context: Context) => readPoints(burnSeries, args, context),
    revenueSeries: revenue,
  },
}
