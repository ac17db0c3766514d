import { billIdOf } from '../../dispatch/bills/chain'
import { pagesOf } from '../../postgres/pages'
import { inTransaction } from '../../postgres/transaction'
import type { AuditContext } from '../check'
import { inPieces } from '../inPieces'

const PAGE_ROWS = 10_000

interface UnknownBill {
  readonly id: string
  readonly billId: string
  readonly jobId: string
  readonly openedBy: string
}

/**
 * Bills of the chain that a dispatcher opened, since it makes their ids of those of their jobs, with the key of our settler, and
 * whose job is not here. Another operator's dispatcher opens bills too, with another key.
 */
export async function unknownBills(context: AuditContext): Promise<readonly UnknownBill[]> {
  const { db, node, network } = context
  const dispatched = await inTransaction(db, () => dispatchedBills(context), 'read-only snapshot')
  if (dispatched.length === 0) return []
  const { rows: ours } = await db.query<{ tx: string }>(
    `select tx_hash as tx from settlement s
      where s.network = $1 and s.action = 'open' and exists (select from bill b where b.network = $1 and b.opened_by = s.tx_hash)
      order by s.at desc limit 1`,
    [network.name],
  )
  if (ours[0] === undefined) return []
  const sender = async (tx: string) =>
    (await node.ask<{ from: string } | null>('eth_getTransactionByHash', [tx]))?.from.toLowerCase()
  const settler = await sender(ours[0].tx)
  const found: UnknownBill[] = []
  for await (const [bill, by] of inPieces(context, 'bills without a job', dispatched, (each) => sender(each.openedBy)))
    if (by === settler) found.push(bill)
  return found
}

/** Of a network whose bills are mostly not a dispatcher's, those are read page by page and dropped. */
async function dispatchedBills({ db, network, block }: AuditContext): Promise<UnknownBill[]> {
  const found: UnknownBill[] = []
  const jobless = `select id, bill_id as "billId", job_id as "jobId", opened_by as "openedBy" from bill b
    where b.network = $1 and b.opened_block <= $2 and not exists (select from job j where j.id = b.job_id)`
  for await (const page of pagesOf<UnknownBill>(db, jobless, [network.name, block.number], PAGE_ROWS))
    found.push(...page.filter(({ billId, jobId }) => billId === billIdOf(jobId)))
  return found
}
