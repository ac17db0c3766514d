import type { Node } from '../chain/node'
import type { Style } from '../config/style'
import type { Queryable } from '../postgres/queryable'
import { errorText } from '../process/redaction'
import type { Program } from '../rewards/programs'
import { publishCall } from '../rewards/publish/distributor'
import { distributionById } from '../rewards/read/distributions'
import { differenceOfSigned, type SignedRow } from './signedTransaction'

interface Marker extends SignedRow {
  readonly id: string
  readonly style: Style
  readonly attempt: number
}

/**
 * Transactions that were signed for distributions and are not what their rows say, by `distribution attempt n`: another
 * hash, key or nonce, or a call that does not publish what the report says. Sent again, such a one would pay somebody else.
 */
export async function differingPayments(db: Queryable, programs: readonly Program[], chainId: number) {
  const differing = new Map<string, string>()
  let payments = 0
  for (const { network, name, distributors } of programs) {
    const { rows } = await db.query<Marker>(
      `select m.distribution_id as id, d.style, m.attempt, m.signer, m.nonce::int as nonce, m.tx_hash as hash, m.raw from pay_marker m
         join distribution d on d.id = m.distribution_id where d.network = $1 and d.program = $2 order by 1, 2`,
      [network, name],
    )
    for (const marker of rows) {
      // A row that cannot be read is not what was signed either.
      const distributor = distributors[marker.style]
      if (distributor === undefined) continue
      payments++
      const wanted = async () => publishCall(distributor, (await distributionById(db, marker.id))!)
      const why = await differenceOfSigned(marker, chainId, wanted, 'publishes another thing than the report').catch(
        errorText,
      )
      if (why !== undefined) differing.set(`${marker.id} attempt ${marker.attempt}`, why)
    }
  }
  return { payments, differing }
}

/**
 * Distributions whose publication a key of ours sent although no row says that it signed it. A key is known by any other row,
 * of any network, by the setting, and, whatever rows were removed, by the chain: where a cron publishes by itself, who sends to
 * the distributor itself is its key. What another account sent, the owners of a Safe signed: it is compared with what was
 * approved where the log of the distributor is.
 * @param key account of the publisher's key, where this machine has it
 */
export async function unsignedPublications(
  db: Queryable,
  node: Node,
  network: string,
  key?: string,
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; tx: string; distributor: string | null; byItself: boolean }>(
    `select d.id, d.published_tx as tx, p.distributor,
       exists (select from reward_publisher r where r.network = d.network and r.program = d.program) as "byItself"
     from distribution d
       left join publication p on (p.network, p.program_id, p.period) = (d.network, d.program_id, d.period_number)
     where d.network = $1 and d.published_tx is not null
       and not exists (select from pay_marker m where m.distribution_id = d.id and m.tx_hash = d.published_tx) order by 1`,
    [network],
  )
  const ours = await db.query<{ signer: string }>(
    'select signer from pay_marker union select signer from deposit_marker',
  )
  const keys = new Set([...ours.rows.map(({ signer }) => signer), key])
  const found = new Map<string, string>()
  for (const { id, tx, distributor, byItself } of rows) {
    const sent = await node.ask<{ from: string; to?: string | null } | null>('eth_getTransactionByHash', [tx])
    const sender = sent?.from.toLowerCase()
    // A Safe's transaction goes to the Safe; where a cron publishes, a key alone sends to the distributor itself.
    const isStraight = byItself && distributor !== null && sent?.to?.toLowerCase() === distributor
    if (sender === undefined) found.set(id, `published by ${tx}, which the chain does not have`)
    else if (keys.has(sender) || isStraight)
      found.set(id, `published by ${tx} of ${sender}, which was never signed here`)
  }
  return found
}
