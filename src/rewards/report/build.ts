import type { Period } from '../../economics/period'
import { dueOf } from '../../economics/rewards/corrected'
import { type DividedPot, MAIN } from '../../economics/rewards/pot'
import type { Rows } from '../../economics/rewards/rows'
import { type Due, settlePot } from '../../economics/rewards/settlement'
import type { BaseUnits, Hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Keccak } from '../../keccak'
import type { OpenCorrection } from '../correction/correction'
import { type SettledPots, settlementFile, settlementSums } from '../correction/settlementFile'
import { type BlockPin, distributionId, type ReportFigures } from '../distribution'
import type { Evidence } from '../evidence/evidence'
import type { Program } from '../programs'
import { leafHashes } from '../tree/leaf'
import { buildTree, type MerkleTree, rootOf } from '../tree/merkle'
import { canonicalJson } from './canonicalJson'
import { type Cumulative, cumulativeFigures, type PreviousSums, plantCumulative } from './cumulative'
import { sortedLinesHash } from './linesHash'
import type { Receipt } from './receipt'
import { sha256 } from './sha256'
import { type ExplainedShare, explainShares } from './shares'

/** Everything a report is a function of. */
export interface ReportInputs {
  readonly program: Program
  readonly period: Period
  /** last block with timestamp < period.end, final */
  readonly pinned: BlockPin
  /** rows that the ruleset weighs, as of the pinned block: stakes, accruals, votes */
  readonly entries: Rows<object>
  /** the program's part of each receipt of the period */
  readonly revenue: readonly Receipt[]
  /** inputs that no chain holds, sealed; null where the program has none */
  readonly evidence: Evidence | null
  /** digest of the event log up to the pinned block; null for reports that were closed without */
  readonly log?: { readonly digest: string } | null
  /** the report before this one; null for the program's first */
  readonly previous: PreviousReport | null
  /** corrections of earlier periods of which something is due; unset: none */
  readonly corrections?: readonly OpenCorrection[]
  /** the published report that this one corrects; unset: none */
  readonly supersedes?: Superseded
}

export interface Superseded {
  readonly id: string
  readonly sha256: Hash
  /** how many times it has been corrected, this one included */
  readonly number: number
}

export interface PreviousReport {
  readonly id: string
  readonly sha256: Hash
  readonly carry: BaseUnits
  /** the carry by pot */
  readonly pots: ReadonlyMap<string, BaseUnits>
  /** unset: it was paid by itself */
  readonly cumulative?: PreviousSums | null
}

export interface BuiltShare extends ExplainedShare {
  readonly treeIndex: number | null
}

export interface BuiltReport extends Omit<ReportFigures, 'participants' | 'shares' | 'reportHash'> {
  readonly id: string
  /** the canonical JSON of the report */
  readonly body: string
  readonly sha256: Hash
  readonly pots: readonly DividedPot[]
  readonly shares: readonly BuiltShare[]
  readonly tree: MerkleTree | null
  /** the file of what it settles; null: nothing */
  readonly corrections: string | null
  /** null: its period is paid by itself */
  readonly cumulative: Cumulative | null
}

/**
 * Pure: the same inputs give the same bytes, whatever their order and wherever it runs.
 * @throws AssayError E-STYLE after a cumulative report, where the program is none any more
 */
export function buildReport(keccak: Keccak, inputs: ReportInputs): BuiltReport {
  const { program, period, pinned, entries, evidence } = inputs
  const { ruleset } = program
  const previous = inputs.previous && linkTo(inputs.previous)
  // First: its lines are gone before there are shares.
  const entriesHash = sortedLinesHash(entries)
  const { pots, settled } = dividedPots(inputs)
  const { corrections = [] } = inputs
  const settlement = corrections.length === 0 ? null : settlementFile(corrections, settled)
  const total = (of: (pot: DividedPot) => bigint) => pots.reduce((sum, pot) => sum + of(pot), 0n)
  const received = total((pot) => pot.received)
  const carryIn = total((pot) => pot.carryIn)
  const distributed = total((pot) => pot.split.distributed)
  const carry = total((pot) => pot.carry)
  const totalWeight = total((pot) => pot.split.totalWeight)
  const participants = pots.flatMap((pot) => pot.participants)
  const stakedWeight = ruleset.stakedWeight?.(participants)
  const explained = explainShares(ruleset, pots)
  const { tree, shares, cumulative } = planted(keccak, inputs, explained)
  const root = tree && rootOf(tree)
  const pot = received + carryIn
  const body = canonicalJson({
    format: 'assay-report/v1',
    network: program.network,
    chainId: program.chainId,
    program: program.name,
    programId: program.programId,
    ruleset: ruleset.name,
    asset: program.asset,
    period,
    pinned,
    time: pinned.time,
    inputs: {
      revenue: { receipts: inputs.revenue.length, amount: received, sha256: sortedLinesHash(inputs.revenue) },
      [ruleset.entries]: {
        count: entries.length,
        eligible: participants.reduce((sum, each) => sum + (each.count ?? each.parts.length), 0),
        sha256: entriesHash,
      },
      ...(inputs.log && { log: inputs.log }),
      ...(evidence && { evidence: { lines: evidence.lines, sha256: evidence.sha256 } }),
      ...(program.source.terms && { terms: program.source.terms }),
      previous,
      ...(settlement !== null && {
        corrections: { sha256: sha256(settlement), reports: settlementSums(corrections, settled) },
      }),
    },
    ...(inputs.supersedes && { supersedes: inputs.supersedes }),
    totals: {
      revenue: received,
      carryIn,
      pot,
      weight: totalWeight,
      ...(stakedWeight !== undefined && { stakedWeight }),
      participants: explained.length,
      leaves: tree?.indexes.length ?? 0,
      distributed,
    },
    ...(pots.length > 1 && { pots: pots.map(potFigures) }),
    carry: { amount: carry, owner: `next pot of ${program.name}` },
    explanations: sha256(explanationsOf(explained)),
    ...(cumulative && { style: program.style, cumulative: cumulativeFigures(cumulative) }),
    root,
  })
  const id = distributionId(program.network, program.name, period.id)
  const figures = { pot, carryIn, distributed, carry, totalWeight, stakedWeight: stakedWeight ?? totalWeight }
  const filed = { corrections: settlement, cumulative }
  return { id, body, sha256: sha256(body), pinned, ...figures, pots, shares, tree, root, ...filed }
}

/** The ruleset's pots. Every receipt and every carry is in one of them, or no report is made. */
function dividedPots(inputs: ReportInputs): { pots: DividedPot[]; settled: SettledPots } {
  const { program, period, entries, revenue, previous } = inputs
  const received = new Map<string, BaseUnits>()
  for (const { pot = MAIN, amount } of revenue) received.set(pot, (received.get(pot) ?? 0n) + amount)
  const carryIn = previous?.pots ?? new Map<string, BaseUnits>()
  const pots = program.ruleset.pots({ period, entries, received, carryIn })
  const due = [...received.values(), ...carryIn.values()].reduce((sum, amount) => sum + amount, 0n)
  const made = pots.reduce((sum, pot) => sum + pot.received + pot.carryIn, 0n)
  if (due !== made) throw new RangeError(`${program.ruleset.name} makes pots of ${made} from ${due}`)
  const dues = duesByPot(inputs.corrections ?? [])
  const settlements = pots.map((pot) => settlePot(pot, dues.get(pot.name) ?? []))
  return {
    pots: settlements.map(({ pot }) => pot),
    settled: new Map(settlements.map(({ pot, settled }) => [pot.name, settled])),
  }
}

/** What is due of a pot that this period does not have stays due. */
function duesByPot(corrections: readonly OpenCorrection[]): Map<string, Due[]> {
  const dues = new Map<string, Due[]>()
  for (const { supersedes, amounts } of corrections)
    for (const each of amounts) {
      const due = { of: supersedes.id, account: each.account, amount: dueOf(each) }
      if (due.amount !== 0n) dues.set(each.pot, [...(dues.get(each.pot) ?? []), due])
    }
  return dues
}

/** Link of a report to the one before it, whose own bytes say what each pot carried. */
function linkTo({ id, sha256: digest, carry }: PreviousReport) {
  return { id, sha256: digest, carry }
}

export function potFigures({ name, received, carryIn, divided, split, carry }: DividedPot) {
  return { name, received, carryIn, divided, weight: split.totalWeight, distributed: split.distributed, carry }
}

function* explanationsOf(shares: readonly ExplainedShare[]): Iterable<string> {
  for (const { explanation } of shares) yield explanation
}

function planted(keccak: Keccak, { program, period, previous }: ReportInputs, explained: readonly ExplainedShare[]) {
  const before = previous?.cumulative ?? null
  if (program.style === 'cumulative') return plantCumulative(keccak, program, period, explained, before)
  if (before !== null)
    throw new AssayError('E-STYLE', `${previous!.id} is cumulative, and the profile pays ${program.name} by periods`, {
      next: 'Put it back into cumulative: what its root still owes is claimed with what comes.',
    })
  return { ...plant(keccak, program, period, explained), cumulative: null }
}

/** The Merkle tree, with a leaf for each share above 0, and the shares with their places in it. */
function plant(keccak: Keccak, program: Program, period: Period, explained: readonly ExplainedShare[]) {
  const paid = explained.filter((share) => share.amount > 0n)
  const leaves = leafHashes(keccak, { programId: program.programId, period: period.number }, paid)
  const tree = paid.length === 0 ? null : buildTree(keccak, leaves)
  let leaf = 0
  // Added to the share itself: a copy would write its explanation.
  const shares = explained.map(
    (share): BuiltShare => Object.assign(share, { treeIndex: share.amount > 0n ? tree!.indexes[leaf++]! : null }),
  )
  return { tree, shares }
}
