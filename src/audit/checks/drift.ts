import type { AuditCheck } from '../check'

export const drift: AuditCheck = {
  id: 'drift',
  title: 'every difference between ledger and chain has a known cause',
  why: 'Somebody’s balance would be another than the token says, and nobody could say why.',
  async run({ examined }) {
    const { compared } = await examined()
    const unexplained = compared.filter(({ cause }) => cause === 'unexplained')
    return {
      ok: unexplained.length === 0,
      expected: '0',
      actual: `${unexplained.length}`,
      evidence: {
        accounts: `${compared.length}`,
        ...Object.fromEntries(unexplained.map((row) => [row.account, `${row.ledger} here, ${row.chain} there`])),
      },
    }
  },
}
