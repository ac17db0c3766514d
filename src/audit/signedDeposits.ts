import type { Node } from '../chain/node'
import { contractsOf, type Profile } from '../config/profile'
import { type Address, address } from '../economics/units'
import type { Queryable } from '../postgres/queryable'
import { errorText } from '../process/redaction'
import { depositStep } from '../rewards/deposit/deposit'
import type { Rule } from './rules'
import { differenceOfSigned, type SignedRow } from './signedTransaction'

const ID = `format('deposit p%s no. %s attempt %s into %s', m.period, m.number, m.attempt, m.pool)`
/** What the log has of a transaction. */
const LOGGED = `pool_deposit p on (p.network, p.pool, p.tx_hash) = (m.network, m.pool, m.tx_hash)`

/** What rows of deposits that a key signed must say, by the log of their pools. @param final SQL of the final height */
export const depositRules = (final: string): readonly Rule[] => [
  {
    sql: `select ${ID} as id, format('%s wei into p%s by %s in block %s, the log says %s wei into p%s in block %s', m.amount, m.period, m.tx_hash,
                 m.mined_block, coalesce(p.amount::text, 'no'), coalesce(p.period::text, 'none'), coalesce(p.block::text, 'none')) as why
            from deposit_marker m left join ${LOGGED}
           where m.network = $1 and m.mined_block <= ${final} and (p.amount, p.period, p.block) is distinct from (m.amount, m.period, m.mined_block)`,
  },
  {
    sql: `select ${ID} as id, format('dead because "%s", and mined in block %s', m.dead_because, coalesce(p.block::text, 'none')) as why
            from deposit_marker m left join ${LOGGED}
           where m.network = $1 and m.dead_because is not null and (p.id is not null or btrim(m.dead_because) = '')`,
  },
  {
    sql: `select ${ID} as id, format('the %s. attempt there, beside deposit no. %s', m.place, m.number - 1) as why
            from (select *, row_number() over (partition by network, pool, period, number order by attempt) as place from deposit_marker) m
           where m.network = $1 and (m.attempt <> m.place or (m.number > 1 and not exists (select from deposit_marker n
             where (n.network, n.pool, n.period, n.number) = (m.network, m.pool, m.period, m.number - 1) and n.dead_because is null)))`,
  },
]

interface Marker extends SignedRow {
  readonly pool: string
  readonly period: number
  readonly number: number
  readonly attempt: number
  readonly amount: string
}

/** Transactions that were signed to deposit, and are not what their rows say. */
export async function differingDeposits(db: Queryable, profile: Profile): Promise<Map<string, string>> {
  const { rows } = await db.query<Marker>(
    `select pool, period, number, attempt, amount, signer, nonce::int as nonce, tx_hash as hash, raw from deposit_marker
     where network = $1 order by 1, 2, 3, 4`,
    [profile.name],
  )
  const pools = contractsOf(profile, 'destra-pool')
  const differing = new Map<string, string>()
  for (const marker of rows) {
    const { pool, period, number, attempt, amount } = marker
    const wanted = () => {
      const contract = pools.find((each) => each.address === pool)
      if (contract === undefined) throw new Error(`${pool} is no staking pool of the profile`)
      return depositStep(contract, { period }, BigInt(amount)).call
    }
    // A row that cannot be read is not what was signed either.
    const why = await differenceOfSigned(marker, profile.chainId, wanted, 'deposits another thing').catch(errorText)
    if (why !== undefined) differing.set(`deposit p${period} no. ${number} attempt ${attempt} into ${pool}`, why)
  }
  return differing
}

/**
 * Deposits that a key sent without a row that it signed them, since it first sent one with a row: what it did before, by
 * other tools, no row could tell.
 * @param final up to which block
 */
export async function unsignedDeposits(
  db: Queryable,
  node: Node,
  { network, final }: { readonly network: string; readonly final: number },
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ tx: string; pool: string; period: number; signers: Address[] }>(
    `select p.tx_hash as tx, p.pool, p.period, k.signers from pool_deposit p
       join (select network, pool, min(mined_block) as since, array_agg(distinct signer) as signers from deposit_marker group by 1, 2) k
         on (k.network, k.pool) = (p.network, p.pool) and p.block >= k.since
     where p.network = $1 and p.block <= $2
       and not exists (select from deposit_marker m where (m.network, m.pool, m.tx_hash) = (p.network, p.pool, p.tx_hash)) order by p.id`,
    [network, final],
  )
  const found = new Map<string, string>()
  for (const { tx, pool, period, signers } of rows) {
    const sent = await node.ask<{ from: string } | null>('eth_getTransactionByHash', [tx])
    if (sent !== null && signers.includes(address(sent.from)))
      found.set(`deposit p${period} into ${pool} by ${tx}`, `sent by ${sent.from}, and never signed here`)
  }
  return found
}
