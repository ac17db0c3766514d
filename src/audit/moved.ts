import type { Client } from 'pg'
import type { Address, BaseUnits, BlockNumber } from '../economics/units'
import { balanceId, idsFrom } from '../events/ids'
import type { Network } from '../indexer/network'

/** What accounts hold of the token after a block: today's balances less what moved since. */
export async function balancesAfter(
  db: Client,
  { name, token }: Network,
  accounts: readonly Address[],
  block: BlockNumber,
): Promise<Map<Address, BaseUnits>> {
  const { rows } = await db.query<{ account: Address; amount: string }>(
    `with moved as (
       select to_account as account, amount from movement
        where network = $1 and asset = $2 and id >= $3 and id < $4 and to_account = any($5)
       union all
       select from_account, -amount from movement
        where network = $1 and asset = $2 and id >= $3 and id < $4 and from_account = any($5))
     select held.account, coalesce(b.amount, 0) - coalesce(later.amount, 0) as amount
       from unnest($5::text[], $6::text[]) held(account, id)
       left join balance b on b.id = held.id
       left join (select account, sum(amount) as amount from moved group by account) later on later.account = held.account`,
    [name, token, ...idsFrom(name, block + 1), accounts, accounts.map((account) => balanceId(name, token, account))],
  )
  return new Map(rows.map((row) => [row.account, BigInt(row.amount)]))
}

/** What accounts have sent of the token up to a block, net of fees in silence. Reads every movement. */
export async function sentBy(
  db: Client,
  { name, token }: Network,
  accounts: readonly Address[],
  block: BlockNumber,
): Promise<Map<Address, BaseUnits>> {
  const { rows } = await db.query<{ account: Address; amount: string }>(
    `select sent.account, coalesce(sum(m.amount), 0) as amount from unnest($3::text[]) as sent(account)
       left join movement m on m.network = $1 and m.asset = $2 and m.block <= $4 and m.from_account = sent.account
      group by sent.account`,
    [name, token, accounts, block],
  )
  return new Map(rows.map((row) => [row.account, BigInt(row.amount)]))
}
