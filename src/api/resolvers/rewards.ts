import { MAIN } from '../../economics/rewards/pot'
import { address } from '../../economics/units'
import type { Distribution } from '../../rewards/distribution'
import { distributionFiles } from '../../rewards/files/names'
import { type ClaimState, explainedShare, listShares, readProof } from '../../rewards/read'
import type { Context } from '../context'
import { filePath } from '../filePath'
import { type ListSpec, readList } from '../list'
import type { OnChain } from '../loaders'
import { decodeCursor, type PageArgs, pageRows, toConnection } from '../paging'
import { filterSpecs } from '../typeDefs/filterSpecs'
import { type NetworkListArgs, ofNetwork } from './network'

/** Distributions with a report: a planned one has no figures to show. */
const distributions: ListSpec = {
  name: 'distributions',
  select: 'id',
  from: `(select d.id, d.network, d.program, d.period, d.state as status, d.period_end
          from distribution d join report r on r.distribution_id = d.id) reported`,
  filters: filterSpecs.DistributionWhere,
  key: { period_end: 'int', id: 'text' },
}

/** A distribution with its report, as `Distribution` of the schema wants it. */
function shown(distribution: Distribution | null) {
  if (!distribution?.report) return null
  const { report, state, ...rest } = distribution
  const { number, hash, time } = report.pinned
  return {
    ...rest,
    status: state,
    pot: report.pot,
    carry: report.carry,
    distributed: report.distributed,
    totalWeight: report.totalWeight,
    shareCount: report.shares,
    participants: report.participants,
    root: report.root,
    reportHash: report.reportHash,
    // a report pins a final block: that is what makes it a report
    block: { number, hash, timestamp: time, final: true },
  }
}
type Shown = NonNullable<ReturnType<typeof shown>>

/** Files of a distribution that pays someone. */
const needsTree: ReadonlySet<string> = new Set(['tree.json', 'safe-batch.json'])

const chainFact =
  <K extends keyof OnChain>(field: K) =>
  async (distribution: Shown, _: unknown, context: Context) =>
    (await context.loaders.onChain.load(distribution.id))[field]

const claimFact =
  <T>(of: (claims: ClaimState) => T) =>
  async ({ id }: Shown, _: unknown, { loaders }: Context) =>
    of(await loaders.claims.load(id))

export const rewardsResolvers = {
  Query: {
    distributions: async (_: unknown, args: NetworkListArgs, context: Context) => {
      const list = await readList<{ id: string }>(context, distributions, ofNetwork(context, args.network), args)
      const rows = await context.loaders.distribution.loadMany(list.nodes.map(({ id }) => id))
      const nodes = rows.map((row) => {
        if (row instanceof Error) throw row
        return shown(row)!
      })
      return { ...list, nodes, edges: list.edges.map(({ cursor }, i) => ({ cursor, node: nodes[i] })) }
    },
    distribution: async (_: unknown, { id }: { id: string }, context: Context) => {
      context.budget.rows(1)
      return shown(await context.loaders.distribution.load(id))
    },
  },
  Distribution: {
    publishedBy: chainFact('publishedBy'),
    publishedAt: chainFact('publishedAt'),
    claimed: claimFact(({ claimed }) => claimed),
    pending: claimFact(({ pending }) => pending),
    claimable: claimFact(({ claimable }) => claimable),
    expired: claimFact(({ expired }) => expired),
    reclaimed: claimFact(({ reclaimed }) => reclaimed),
    expiresAt: claimFact(({ expiresAt }) => expiresAt),
    reclaimTo: claimFact(({ reclaimTo }) => reclaimTo),
    reclaimedBy: claimFact(({ reclaimedTx }) => reclaimedTx),
    claimCount: chainFact('claimCount'),
    correction: ({ id }: Shown, _: unknown, context: Context) => context.loaders.correction.load(id),
    settles: ({ id }: Shown, _: unknown, context: Context) => context.loaders.settles.load(id),
    cid: ({ id }: Shown, _: unknown, context: Context) => context.loaders.cid.load(id),
    pots: ({ id }: Shown, _: unknown, context: Context) => context.loaders.pots.load(id),
    files: async ({ id, root }: Shown, _: unknown, context: Context) => {
      const { sealed, settling, signed } = context.loaders
      const [has, settles, isSigned] = await Promise.all([sealed, settling, signed].map((each) => each.load(id)))
      const only = new Map([
        ['evidence.ndjson', has],
        ['corrections.json', settles],
        ['signatures.json', isSigned],
      ])
      const exists = (file: string) => only.get(file) ?? (root !== null || !needsTree.has(file))
      return distributionFiles.filter(exists).map((file) => filePath(id, file))
    },
    shares: async (distribution: Shown, args: PageArgs, context: Context) => {
      const first = pageRows(args.first)
      context.budget.rows(first)
      const after = args.after ? shareCursor(args.after) : undefined
      const rows = await listShares(context.snapshot, distribution.id, { first: first + 1, ...(after && { after }) })
      return {
        ...toConnection('shares', rows, args, (share) => [share.amount.toString(), share.account]),
        totalCount: distribution.participants,
      }
    },
    proof: async ({ id }: Shown, args: { address: string }, { budget, loaders, snapshot, profiles }: Context) => {
      budget.rows(1)
      return readProof(snapshot, profiles, await loaders.distribution.load(id), address(args.address))
    },
    explanation: async (distribution: Shown, args: { address: string }, context: Context) => {
      context.budget.rows(1)
      return explain(context, distribution, args.address)
    },
  },
}

function shareCursor(cursor: string) {
  const [amount, account] = decodeCursor('shares', cursor, ['numeric', 'text'])
  return { amount: BigInt(amount!), account: account! }
}

/** share = floor(pot × weight / Σ weight), with the numbers that were put in. */
async function explain(context: Context, distribution: Shown, account: string) {
  const share = await explainedShare(context.snapshot, distribution.id, address(account))
  if (!share) return null
  const inputs = share.explanation
  return {
    account,
    pot: distribution.pot,
    totalWeight: distribution.totalWeight,
    weight: share.weight,
    share: share.amount,
    roundingNumerator: share.remainder,
    pots: potShares(inputs),
    formula:
      'pots' in inputs
        ? 'share = Σ over pots: floor(pot × weight / Σ weight)'
        : 'share = floor(pot × weight / Σ weight)',
    inputs,
  }
}

/** An explanation's part of one pot; the explanation itself where there is only one. */
interface PotPart {
  readonly name?: string
  readonly pot: string
  readonly weight: string
  readonly totalWeight: string
  readonly amount: string
  readonly remainder: string
}

function potShares(inputs: Readonly<Record<string, unknown>>) {
  const parts = (inputs['pots'] ?? [inputs]) as readonly PotPart[]
  return parts.map(({ name = MAIN, pot, weight, totalWeight, amount, remainder }) => {
    return { name, pot, weight, totalWeight, share: amount, remainder }
  })
}
