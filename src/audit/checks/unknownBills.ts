import { billIdOf } from '../../dispatch/bills/chain'
import type { AuditContext } from '../check'

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
export async function unknownBills({ db, node, network, block }: AuditContext): Promise<readonly UnknownBill[]> {
  const { rows: jobless } = await db.query<UnknownBill>(
    `select id, bill_id as "billId", job_id as "jobId", opened_by as "openedBy" from bill b
      where b.network = $1 and b.opened_block <= $2 and not exists (select from job j where j.id = b.job_id)`,
    [network.name, block.number],
  )
  const dispatched = jobless.filter(({ billId, jobId }) => billId === billIdOf(jobId))
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
  for (const bill of dispatched) if ((await sender(bill.openedBy)) === settler) found.push(bill)
  return found
}
