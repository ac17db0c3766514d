import { classIdentity } from '../economics/identity'
import { classes, supplyFigures } from '../economics/supply'
import type { BlockNumber, Seconds } from '../economics/units'
import { balancesAt, supplyRules } from '../ledger/supply'
import { inTransaction } from '../postgres/transaction'
import type { AuditContext } from './check'
import { sampled } from './sampled'

interface Row {
  readonly name: string
  readonly block: BlockNumber
  readonly time: Seconds
  readonly left: string
}

/**
 * The ledger's side of some recorded identities, again as of their blocks, by row: those that supply alone makes. The chain's
 * side of long ago is what only an archive node has. One that failed remembers a ledger that was mended since.
 */
export async function identityHistory(context: AuditContext): Promise<Map<string, string>> {
  const { db, network } = context
  const read = async () => {
    const wrong = new Map<string, string>()
    const { rows } = await db.query<Row>(
      `select name, block, block_time as time, "left"::text as left from (
         select * from identity_check where network = $1 and holds ${sampled(context, 'name || block')}) as chosen order by block, name`,
      [network.name],
    )
    let at: { readonly block: BlockNumber; readonly lefts: ReadonlyMap<string, bigint> } | undefined
    for (const { name, block, time, left } of rows) {
      if (at?.block !== block) at = { block, lefts: await leftsAt(block, time) }
      const again = at.lefts.get(name)
      if (again !== undefined && again !== BigInt(left))
        wrong.set(`identity ${name} at block ${block}`, `left ${left}, by the ledger ${again}`)
    }
    return wrong
  }
  const leftsAt = async (block: BlockNumber, time: Seconds) => {
    const balances = await balancesAt(db, network.profile, block)
    const own = (of: string) => balances.find((row) => row.class === of && row.cause === '')?.balance ?? 0n
    const { total, circulating } = supplyFigures(balances, supplyRules(network.profile), time)
    return new Map([
      ...classes.map((of): [string, bigint] => [classIdentity(of), own(of)]),
      ...Object.entries({ total, circulating, burned: own('burned'), 'total-staked': own('staked') }),
      ['zero-sum', classes.map(own).reduce((sum, amount) => sum + amount, 0n)],
    ])
  }
  return inTransaction(db, read, 'read-only snapshot')
}
