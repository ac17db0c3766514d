import { supplyCauses } from '../../economics/drift'
import { formulaOf, holds } from '../../economics/identity'
import type { AuditCheck } from '../check'

/** An answer for each identity of domain.md §5. */
export const identities: AuditCheck = {
  id: 'identities',
  title: 'every identity of the ledger holds',
  why: 'A figure that is served would be another than the chain’s.',
  async run({ examined }) {
    const { identities, supplyCause } = await examined()
    return identities.map((identity) => {
      const { name, left, right, explained } = identity
      return {
        id: `identity:${name}`,
        title: formulaOf(name),
        ok: holds(identity),
        expected: `${right + explained}`,
        actual: `${left}`,
        evidence: {
          chain: `${right}`,
          explainedByDrift: `${explained}`,
          ...(name === 'total' && supplyCause !== undefined && { cause: supplyCauses[supplyCause] }),
        },
      }
    })
  },
}
