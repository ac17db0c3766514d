import { contractsOf } from '../../config/profile'
import { openBills } from '../../protocols/dgrid-bill/restated'
import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

/** The first log of a kind about each bill. */
const first = (kinds: string) => `
  select distinct on (data->>'billId') data->>'billId' as bill_id, (data->>'escrow')::numeric as escrow, block, id
    from event where network = $1 and kind in (${kinds}) and block <= $2 order by data->>'billId', id collate "C"`
const OPENED = first(`'dgrid-bill.BillOpened'`)
const CLOSED = first(`'dgrid-bill.BillSettled', 'dgrid-bill.BillRefunded'`)
/** A log that the ledger did not follow, and said so. */
const isDoubted = (bill: string) => `exists (
  select from finding f where f.network = $1 and f.code like 'F-BILL-%' and f.evidence->>'billId' = ${bill})`

/** What the bill contract holds beyond its escrows is a donation: it can pay everyone. Less is a hole. */
export const escrow: AuditCheck = {
  id: 'escrow',
  title: 'the bill contract holds the escrow of every open bill, and each is as large as it was opened with',
  why: 'The last to be paid or refunded would get nothing.',
  unasked: needsContract('dgrid-bill'),
  async run(context) {
    const { db, network, block, examined } = context
    const { rows } = await db.query<{ amount: string }>(openBills.sql, [network.name, block.number])
    const contracts = contractsOf(network.profile, 'dgrid-bill').map(({ address }) => address)
    const held = (await examined()).compared.filter(
      (row) => row.class === 'escrow' && contracts.some((contract) => contract === row.account),
    )
    const owed = BigInt(rows[0]!.amount)
    const balance = held.reduce((sum, row) => sum + row.chain, 0n)
    const bills = await rulesHold(context, {
      rules: [
        {
          sql: `select b.id, case when o.id is null then 'no log opened it'
                    else format('escrow %s, opened with %s by %s', b.escrow, o.escrow, o.id) end as why
                  from bill b left join (${OPENED}) o using (bill_id)
                 where b.network = $1 and b.opened_block <= $2 and o.escrow is distinct from b.escrow`,
        },
        {
          sql: `select o.id, format('opened bill %s with escrow %s, which is not there', o.bill_id, o.escrow) as why
                  from (${OPENED}) o where not exists (select from bill b where b.network = $1 and b.bill_id = o.bill_id)`,
        },
        {
          sql: `select b.id, format('%s, %s', b.status, case when c.id is null then 'no log closed it' else 'closed by ' || c.id end) as why
                  from bill b left join (${CLOSED}) c using (bill_id)
                 where b.network = $1 and b.opened_block <= $2 and (b.settled_block is null or b.settled_block <= $2)
                   and (b.status = 'open') <> (c.id is null) and not ${isDoubted('b.bill_id')}`,
        },
      ],
    })
    return {
      ok: balance >= owed && bills.ok,
      expected: `${owed} or more`,
      actual: `${balance}${bills.ok ? '' : `, and ${bills.actual} bills are others than in the log`}`,
      evidence: { ...Object.fromEntries(held.map((row) => [row.account, `${row.chain}`])), ...bills.evidence },
    }
  },
}
