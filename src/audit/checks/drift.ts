import type { Address } from '../../economics/units'
import { besideHead } from '../atHead'
import type { AuditCheck } from '../check'

export const drift: AuditCheck = {
  id: 'drift',
  title: 'every difference between ledger and chain has a known cause, at the final block and at the head',
  why: 'Somebody’s balance would be another than the token says, and nobody could say why.',
  async run(context) {
    const { compared } = await context.examined()
    const head = await besideHead(
      context,
      compared.filter((row) => row.class !== 'issuance').map(({ account }) => account as Address),
    )
    const unexplained = compared.filter(({ cause }) => cause === 'unexplained')
    const named = new Set(unexplained.map(({ account }) => account))
    const later = head.compared.filter(({ cause, account }) => cause === 'unexplained' && !named.has(account))
    return {
      ok: unexplained.length + later.length === 0,
      expected: '0',
      actual: `${unexplained.length + later.length}`,
      evidence: {
        accounts: `${compared.length}`,
        head: head.untold ?? `${head.compared.length} accounts at block ${head.block}`,
        ...Object.fromEntries(unexplained.map((row) => [row.account, `${row.ledger} here, ${row.chain} there`])),
        ...Object.fromEntries(
          later.map((row) => [row.account, `${row.ledger} here, ${row.chain} there at the head, block ${head.block}`]),
        ),
      },
    }
  },
}
