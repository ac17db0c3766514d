import { contractsOf } from '../../config/profile'
import { openBills } from '../../protocols/dgrid-bill/restated'
import { needsContract } from '../applies'
import type { AuditCheck } from '../check'

/** What the bill contract holds beyond its escrows is a donation: it can pay everyone. Less is a hole. */
export const escrow: AuditCheck = {
  id: 'escrow',
  title: 'the bill contract holds the escrow of every open bill',
  why: 'The last to be paid or refunded would get nothing.',
  unasked: needsContract('dgrid-bill'),
  async run({ db, network, block, examined }) {
    const { rows } = await db.query<{ amount: string }>(openBills.sql, [network.name, block.number])
    const contracts = contractsOf(network.profile, 'dgrid-bill').map(({ address }) => address)
    const held = (await examined()).compared.filter(
      (row) => row.class === 'escrow' && contracts.some((contract) => contract === row.account),
    )
    const owed = BigInt(rows[0]!.amount)
    const balance = held.reduce((sum, row) => sum + row.chain, 0n)
    return {
      ok: balance >= owed,
      expected: `${owed} or more`,
      actual: `${balance}`,
      evidence: Object.fromEntries(held.map((row) => [row.account, `${row.chain}`])),
    }
  },
}
