import { AssayError } from '../../errors'
import type { Keccak } from '../../keccak'
import { sha256 } from '../report/sha256'
import { leafHash } from '../tree/leaf'
import { climb, proofPlaces } from '../tree/merkle'
import type { StoredReport } from './stored'
import { type Holds, verifyPots } from './verifyPots'

/**
 * Checks a report by its stored rows, not by what was computed: sums, hashes, and the proof of every leaf.
 * @throws AssayError E-REPORT-BROKEN naming the first thing that does not hold
 */
export function verifyStored(keccak: Keccak, stored: StoredReport): void {
  const { report, shareRows, nodes, evidence } = stored
  const paid = shareRows.filter((share) => share.amount > 0n)
  const sum = shareRows.reduce((total, share) => total + share.amount, 0n)
  const weight = shareRows.reduce((total, share) => total + share.weight, 0n)
  const holds: Holds = (what, ok) => {
    if (!ok)
      throw new AssayError('E-REPORT-BROKEN', `report ${stored.id}: ${what} does not hold`, {
        next: 'It is not approved or paid. Compare it with: assay rewards diff',
        details: { id: stored.id, what },
      })
  }
  holds('sha256 of the body', sha256(stored.body) === report.reportHash)
  holds('Σ shares = distributed', sum === report.distributed)
  holds('distributed + carry = pot', report.distributed + report.carry === report.pot)
  holds('Σ weights = total weight', weight === report.totalWeight)
  holds('number of participants', shareRows.length === report.participants)
  holds('a leaf for each share above 0', paid.length === report.shares && nodes.length === leafNodes(paid.length))
  verifyPots(stored, holds)
  const explained = sha256(shareRows.map((share) => share.explanation))
  const body = JSON.parse(stored.body) as ReportBody
  holds('hash of the explanations', body.explanations === explained)
  holds('hash of the evidence', (body.inputs.evidence?.sha256 ?? null) === (evidence && sha256(evidence.body)))
  holds('root in the body', body.root === report.root)
  for (const share of paid) {
    const place = share.treeIndex ?? -1
    const leaf = leafHash(keccak, {
      ...stored,
      period: stored.periodNumber,
      account: share.account,
      amount: share.amount,
    })
    const proof = proofPlaces(place).map((sibling) => nodes[sibling]!)
    holds(
      `proof of ${share.account}`,
      nodes[place]?.equals(leaf) === true && climb(keccak, leaf, proof) === report.root,
    )
  }
}

interface ReportBody {
  readonly root: string | null
  readonly explanations: string
  readonly inputs: { readonly evidence?: { readonly sha256: string } }
}

function leafNodes(leaves: number): number {
  return leaves === 0 ? 0 : 2 * leaves - 1
}
