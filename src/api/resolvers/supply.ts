import type { AsOf } from '../../ledger/blocks'
import { requireProgress } from '../../ledger/progress'
import { readSupply } from '../../ledger/supply'
import type { Context } from '../context'
import { FIGURES_COST_ROWS } from '../limits'
import { type ListSpec, readList } from '../list'
import { filterSpecs } from '../typeDefs/filterSpecs'
import type { NetworkListArgs } from './network'

const burns: ListSpec = {
  name: 'burns',
  select: `id, network, block, block_time as timestamp, tx_hash as "txHash", from_account as "from",
    to_account as sink, cause, amount`,
  from: 'movement',
  filters: filterSpecs.BurnWhere,
  key: { block: 'int', id: 'text' },
}

const holders: ListSpec = {
  name: 'holders',
  select: 'account, class, amount, block',
  from: 'balance',
  filters: filterSpecs.HolderWhere,
  key: { amount: 'numeric', id: 'text' },
}

/** Conditions of a list of movements or balances of a network's own token. */
function ofToken(context: Context, network: string) {
  const profile = context.profiles.get(network)
  return { sql: ['network = $1', 'asset = $2'], values: [profile.name, profile.token.address] }
}

interface HolderRow {
  readonly account: string
  readonly amount: string
}

export const supplyResolvers = {
  Query: {
    supply: (_: unknown, { network, ...asOf }: AsOf & { network: string }, context: Context) => {
      context.budget.rows(FIGURES_COST_ROWS)
      return readSupply(context, context.snapshot, context.profiles.get(network), asOf)
    },
    burns: (_: unknown, args: NetworkListArgs, context: Context) => {
      const { sql, values } = ofToken(context, args.network)
      // a transfer from one sink to another burns nothing twice
      return readList(context, burns, { sql: [...sql, "to_class = 'burned'", "from_class <> 'burned'"], values }, args)
    },
    holders: async (_: unknown, args: NetworkListArgs, context: Context) => {
      const profile = context.profiles.get(args.network)
      await requireProgress(context.snapshot, profile)
      const { sql, values } = ofToken(context, args.network)
      const list = await readList<HolderRow>(context, holders, { sql: [...sql, 'amount <> 0'], values }, args)
      const { total } = await readSupply(context, context.snapshot, profile, {})
      const withShare = (row: HolderRow) => ({
        ...row,
        shareBps: total > 0n ? Number((BigInt(row.amount) * 10_000n) / total) : 0,
      })
      return {
        ...list,
        edges: list.edges.map(({ cursor, node }) => ({ cursor, node: withShare(node) })),
        nodes: list.nodes.map(withShare),
      }
    },
  },
  Subscription: {
    supply: {
      subscribe: (_: unknown, { network }: { network: string }, context: Context) =>
        context.live.supply(context.profiles.get(network), context),
      resolve: (supply: unknown) => supply,
    },
  },
}
