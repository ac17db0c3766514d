import type { Period } from '../../economics/period'
import type { Ruleset, WeightedParticipant } from '../../economics/rewards/ruleset'
import type { Split } from '../../economics/rewards/split'
import type { Address, BaseUnits, Hash } from '../../economics/units'
import type { Keccak } from '../../keccak'
import { type BlockPin, distributionId } from '../distribution'
import type { Program } from '../programs'
import { type Leaf, leafHash } from '../tree/leaf'
import { buildTree, type MerkleTree, rootOf } from '../tree/merkle'
import { canonicalJson } from './canonical-json'
import type { Receipt } from './receipt'
import { sha256 } from './sha256'

/** Everything a report is a function of. */
export interface ReportInputs {
  readonly program: Program
  readonly period: Period
  /** last block with timestamp < period.end, final */
  readonly pinned: BlockPin
  /** what the ruleset weighs, as of the pinned block: stakes, accruals, votes */
  readonly entries: readonly object[]
  /** the program's part of each receipt of the period */
  readonly revenue: readonly Receipt[]
  /** the report before this one; null for the program's first */
  readonly previous: PreviousReport | null
}

export interface PreviousReport {
  readonly id: string
  readonly sha256: Hash
  readonly carry: BaseUnits
}

export interface BuiltShare {
  readonly account: Address
  readonly amount: BaseUnits
  readonly weight: bigint
  readonly remainder: bigint
  readonly treeIndex: number | null
  /** canonical JSON: inputs, weight, share, rounding */
  readonly explanation: string
}

export interface BuiltReport {
  readonly id: string
  /** the canonical JSON of the report */
  readonly body: string
  readonly sha256: Hash
  readonly pinned: BlockPin
  readonly pot: BaseUnits
  readonly carryIn: BaseUnits
  readonly distributed: BaseUnits
  readonly carry: BaseUnits
  readonly totalWeight: bigint
  readonly stakedWeight: bigint
  readonly shares: readonly BuiltShare[]
  readonly tree: MerkleTree | null
  readonly root: Hash | null
}

/** Pure: the same inputs give the same bytes, whatever their order and wherever it runs. */
export function buildReport(keccak: Keccak, inputs: ReportInputs): BuiltReport {
  const { program, period, pinned, previous } = inputs
  const received = inputs.revenue.reduce((sum, each) => sum + each.amount, 0n)
  const carryIn = previous?.carry ?? 0n
  const pot = received + carryIn
  const participants = program.ruleset.weigh(inputs.entries, period)
  const split = program.ruleset.split(pot, participants)
  const { tree, treeIndexes } = plant(keccak, program, period, split)
  const shares = explain(program.ruleset, pot, split, participants, treeIndexes)
  const root = tree && rootOf(tree)
  const eligible = participants.reduce((sum, each) => sum + each.parts.length, 0)
  const stakedWeight = program.ruleset.stakedWeight?.(participants)
  const body = canonicalJson({
    format: 'assay-report/v1',
    network: program.network,
    chainId: program.chainId,
    program: program.name,
    programId: program.programId,
    ruleset: program.ruleset.name,
    asset: program.asset,
    period,
    pinned,
    time: pinned.time,
    inputs: {
      revenue: { receipts: inputs.revenue.length, amount: received, sha256: sha256(sortedLines(inputs.revenue)) },
      [program.ruleset.entries]: {
        count: inputs.entries.length,
        eligible,
        sha256: sha256(sortedLines(inputs.entries)),
      },
      previous,
    },
    totals: {
      revenue: received,
      carryIn,
      pot,
      weight: split.totalWeight,
      ...(stakedWeight !== undefined && { stakedWeight }),
      participants: split.shares.length,
      leaves: treeIndexes.size,
      distributed: split.distributed,
    },
    carry: { amount: split.carry, owner: `next pot of ${program.name}` },
    explanations: sha256(shares.map((share) => share.explanation)),
    root,
  })
  const { distributed, carry, totalWeight } = split
  const id = distributionId(program.network, program.name, period.id)
  const figures = { pot, carryIn, distributed, carry, totalWeight, stakedWeight: stakedWeight ?? totalWeight }
  return { id, body, sha256: sha256(body), pinned, ...figures, shares, tree, root }
}

/** A leaf for each share above 0. */
function plant(keccak: Keccak, program: Program, period: Period, split: Split) {
  const paid = split.shares.filter((share) => share.amount > 0n)
  const leaves = paid.map((share): Leaf => {
    const account = share.account as Address
    return { programId: program.programId, period: period.number, account, amount: share.amount }
  })
  const hashes = leaves.map((leaf) => leafHash(keccak, leaf))
  const tree = hashes.length === 0 ? null : buildTree(keccak, hashes)
  return { tree, treeIndexes: new Map(paid.map((share, index) => [share.account, tree!.indexes[index]!])) }
}

function explain(
  ruleset: Ruleset,
  pot: BaseUnits,
  split: Split,
  participants: readonly WeightedParticipant[],
  treeIndexes: ReadonlyMap<string, number>,
): BuiltShare[] {
  const partsOf = new Map(participants.map((each) => [each.account, each.parts]))
  const { totalWeight } = split
  return split.shares.map(({ account, weight, amount, remainder }) => {
    const parts = partsOf.get(account)!
    const rounding = 'floor(pot × weight / totalWeight)'
    const why = { [ruleset.entries]: parts, weight, totalWeight, pot, amount, remainder, rounding }
    const explanation = canonicalJson({ account, ...why })
    const treeIndex = treeIndexes.get(account) ?? null
    return { account: account as Address, amount, weight, remainder, treeIndex, explanation }
  })
}

/** One canonical line each, in an order of their own. */
function sortedLines(rows: readonly object[]): string[] {
  return rows.map(canonicalJson).sort()
}
