import { REVENUE } from '../../economics/rewards/settlement'
import { AssayError } from '../../errors'
import type { Keccak } from '../../keccak'
import { readSettlement } from '../correction/settlementFile'
import { sha256, TextHash } from '../report/sha256'
import { leafHasher, leavesOf } from '../tree/leaf'
import { isTree, NODE, nodeAt, toHash } from '../tree/merkle'
import type { StoredHead, StoredReport, StoredShare } from './stored'
import { type Holds, PotCheck } from './verifyPots'

/**
 * Checks a report by its stored rows, not by what was computed: sums, hashes, and the proof of every leaf.
 * @throws AssayError E-REPORT-BROKEN naming the first thing that does not hold
 */
export function verifyStored(keccak: Keccak, stored: StoredReport): void {
  const check = new StoredCheck(keccak, stored)
  for (const share of stored.shareRows) check.add(share)
  check.end()
}

/** The same, share by share: those of a large report are read as they are checked. */
export class StoredCheck {
  private readonly pots: PotCheck
  private readonly explanations = new TextHash()
  private readonly leafOf: ReturnType<typeof leafHasher>
  private readonly leaves: number
  private sum = 0n
  private weight = 0n
  private participants = 0
  private paid = 0
  private given = 0
  private ever = 0n
  private unproven: string | undefined

  constructor(
    private readonly keccak: Keccak,
    private readonly stored: StoredHead,
  ) {
    this.pots = new PotCheck(stored)
    this.leafOf = leafHasher(keccak, leavesOf(stored))
    this.leaves = (stored.nodes.length / NODE + 1) / 2
  }

  /** @param share by account, ascending */
  add(share: StoredShare): void {
    const { account, amount, explanation, cumulative } = share
    this.sum += amount
    this.weight += share.weight
    if (explanation !== null) {
      this.participants++
      this.pots.add({ account, amount, explanation })
      this.explanations.add(`${explanation}\n`)
    }
    if (amount > 0n) this.paid++
    if ((cumulative ?? 0n) > 0n) this.given++
    this.ever += cumulative ?? 0n
    if (this.stored.style === 'cumulative' && (cumulative ?? 0n) < amount) this.unproven ??= account
    if (this.claimableOf(share) > 0n && this.hasTree && !this.isLeaf(share)) this.unproven ??= account
  }

  /** A root that is published already has no tree beside it again. */
  private get hasTree(): boolean {
    return this.stored.style === 'per-period' || this.stored.report.root !== null
  }

  /** What its leaf says. */
  private claimableOf({ amount, cumulative }: StoredShare): bigint {
    return this.stored.style === 'cumulative' ? (cumulative ?? 0n) : amount
  }

  /** @throws as `verifyStored` */
  end(): void {
    const { report, nodes, evidence } = this.stored
    const holds: Holds = (what, ok) => {
      if (!ok) throw brokenReport(this.stored.id, what)
    }
    const isCumulative = this.stored.style === 'cumulative'
    const leaves = isCumulative ? this.given : this.paid
    const nodesWanted = this.paid === 0 ? 0 : 2 * leaves - 1
    holds('sha256 of the body', sha256(this.stored.body) === report.reportHash)
    holds('Σ shares = distributed', this.sum === report.distributed)
    holds('distributed + carry = pot', report.distributed + report.carry === report.pot)
    holds('Σ weights = total weight', this.weight === report.totalWeight)
    holds('number of participants', this.participants === report.participants)
    holds('a leaf for each share above 0', this.paid === report.shares && nodes.length === nodesWanted * NODE)
    const { corrections } = this.stored
    this.pots.end(holds, settledByPot(corrections))
    const body = JSON.parse(this.stored.body) as ReportBody
    holds('style in the body', (body.style ?? 'per-period') === this.stored.style)
    if (isCumulative) {
      holds('accounts ever paid', body.cumulative?.accounts === this.given)
      holds('Σ cumulative amounts', body.cumulative?.total === `${this.ever}`)
      holds('root of the cumulative amounts', report.root === null || body.cumulative?.root === report.root)
    }
    holds('hash of the explanations', body.explanations === this.explanations.value())
    holds('hash of the evidence', (body.inputs.evidence?.sha256 ?? null) === (evidence && sha256(evidence.body)))
    holds('hash of the corrections', (body.inputs.corrections?.sha256 ?? null) === (corrections && sha256(corrections)))
    holds('root in the body', body.root === report.root)
    // A proof is made of the leaf's place and of nodes: each leaf is in its own place, and the nodes lead to the root.
    holds(`proof of ${this.unproven}`, this.unproven === undefined)
    if (this.paid === 0) return
    holds('every node of the tree', isTree(this.keccak, nodes))
    holds('root of the tree', toHash(nodeAt(nodes, 0)) === report.root)
  }

  /** Whether the tree has its leaf where the share says. */
  private isLeaf(share: StoredShare): boolean {
    const place = share.treeIndex ?? -1
    // The first n − 1 of 2n − 1 nodes are no leaves.
    if (place < this.leaves - 1 || place > 2 * this.leaves - 2) return false
    return nodeAt(this.stored.nodes, place).equals(this.leafOf(share.account, this.claimableOf(share)))
  }
}

/** What is settled of each pot with its accounts: credits − what is withheld. */
function settledByPot(corrections: string | null): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  if (corrections === null) return sums
  for (const { amounts } of readSettlement(corrections).corrections)
    for (const { pot, account, settled } of amounts)
      if (account !== REVENUE) sums.set(pot, (sums.get(pot) ?? 0n) + BigInt(settled))
  return sums
}

export function brokenReport(id: string, what: string): AssayError {
  return new AssayError('E-REPORT-BROKEN', `report ${id}: ${what} does not hold`, {
    next: 'It is not approved or paid. Compare it with: assay rewards diff',
    details: { id, what },
  })
}

interface ReportBody {
  readonly root: string | null
  readonly explanations: string
  readonly style?: string
  readonly cumulative?: { readonly accounts: number; readonly total: string; readonly root: string | null }
  readonly inputs: {
    readonly evidence?: { readonly sha256: string }
    readonly corrections?: { readonly sha256: string }
  }
}
