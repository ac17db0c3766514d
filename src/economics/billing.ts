import { mulDiv } from './money'
import { type BaseUnits, BPS, type Bps } from './units'

/** Compute units are micro-CU: 1 CU = 1,000,000. */
const MICRO_CU = 1_000_000n

/** A task's latency penalty is at most 30 %; the escrow is the quote at this penalty. */
export const MAX_PENALTY_BPS: Bps = 3_000

/** Inputs of a task's cost: micro-CU, DGAI base units per CU in force when the bill opened, and bps for latency. */
export interface Usage {
  readonly computeUnits: bigint
  readonly basePrice: BaseUnits
  readonly penaltyBps: Bps
}

/** Governed shares, in force when the bill settles. Fee and governance are of the cost, the others of what is left. */
export interface Split {
  readonly feeBps: Bps
  readonly governanceBps: Bps
  readonly treasuryBps: Bps
  readonly adaptorBps: Bps
}

/** The parts of a settled bill in base units; fee + governance + treasury + adaptorShare + nodeShare = cost. */
interface Settlement {
  readonly cost: BaseUnits
  readonly fee: BaseUnits
  readonly governance: BaseUnits
  readonly treasury: BaseUnits
  readonly adaptorShare: BaseUnits
  /** owner of the rounding */
  readonly nodeShare: BaseUnits
}

/**
 * cost = floor(microCU × basePrice × (10,000 + penaltyBps) / (1,000,000 × 10,000)), in base units.
 * 1.5 CU at 0.05 DGAI and 30 % is 0.0975 DGAI.
 * @throws RangeError when an operand is negative or the penalty above 3,000 bps
 */
export function quote({ computeUnits, basePrice, penaltyBps }: Usage): BaseUnits {
  if (!Number.isInteger(penaltyBps) || penaltyBps < 0 || penaltyBps > MAX_PENALTY_BPS)
    throw new RangeError(`latency penalty ${penaltyBps} bps: must be 0 to ${MAX_PENALTY_BPS}`)
  if (computeUnits < 0n || basePrice < 0n) throw new RangeError('compute units and base price must not be negative')
  return mulDiv(computeUnits * basePrice, BPS + BigInt(penaltyBps), MICRO_CU * BPS, 'floor')
}

/** The escrow of a task: the quote of its maximum at the maximum penalty. */
export function escrowFor(maxComputeUnits: bigint, basePrice: BaseUnits): BaseUnits {
  return quote({ computeUnits: maxComputeUnits, basePrice, penaltyBps: MAX_PENALTY_BPS })
}

/** @throws RangeError when a pair of shares exceeds the whole it is taken from */
export function assertSplit({ feeBps, governanceBps, treasuryBps, adaptorBps }: Split): void {
  for (const bps of [feeBps, governanceBps, treasuryBps, adaptorBps])
    if (!Number.isInteger(bps) || bps < 0) throw new RangeError(`share of ${bps} bps: must be a non-negative integer`)
  if (feeBps + governanceBps > 10_000) throw new RangeError('feeBps + governanceBps exceed 10000')
  if (treasuryBps + adaptorBps > 10_000) throw new RangeError('adaptorBps + treasuryBps exceed 10000')
}

/**
 * Splits a task's cost: fee and governance off the top, then adaptor and treasury of the rest, the node has what is left.
 * @throws RangeError on a penalty or a split out of bounds
 */
export function settle(usage: Usage & { readonly split: Split }): Settlement {
  const { split } = usage
  assertSplit(split)
  return shared(quote(usage), split)
}

/** The parts of a cost. @param split one that shares out no more than there is */
function shared(cost: BaseUnits, split: Split): Settlement {
  const fee = mulDiv(cost, BigInt(split.feeBps), BPS, 'floor')
  const governance = mulDiv(cost, BigInt(split.governanceBps), BPS, 'floor')
  const rest = cost - fee - governance
  const adaptorShare = mulDiv(rest, BigInt(split.adaptorBps), BPS, 'floor')
  const treasury = mulDiv(rest, BigInt(split.treasuryBps), BPS, 'floor')
  return { cost, fee, governance, treasury, adaptorShare, nodeShare: rest - adaptorShare - treasury }
}

/** An invariant of domain.md §3 that a bill breaks. */
export interface BillBreach {
  readonly code: 'cost' | 'penalty' | 'parts' | 'split' | 'escrow' | 'slash'
  readonly expected: string
  readonly actual: string
}

/**
 * Checks a settled bill against the formula, the penalty's bounds, the sum of its parts and the split in force.
 * Without a split only what the bill itself proves is checked. Returns what is broken; an empty list is a sound bill.
 */
export function checkSettlement(bill: Settlement & Usage, split?: Split): BillBreach[] {
  const breaches: BillBreach[] = []
  const { cost, fee, governance, treasury, adaptorShare, nodeShare, penaltyBps } = bill
  const parts = fee + governance + treasury + adaptorShare + nodeShare
  if (parts !== cost) breaches.push({ code: 'parts', expected: `${cost}`, actual: `${parts}` })
  if (!Number.isInteger(penaltyBps) || penaltyBps < 0 || penaltyBps > MAX_PENALTY_BPS)
    return [...breaches, { code: 'penalty', expected: `0..${MAX_PENALTY_BPS}`, actual: `${penaltyBps}` }]
  const due = quote(bill)
  if (due !== cost) breaches.push({ code: 'cost', expected: `${due}`, actual: `${cost}` })
  if (split === undefined || due !== cost) return breaches
  assertSplit(split)
  const settled = shared(due, split)
  if (!sameParts(settled, bill)) breaches.push({ code: 'split', expected: partsText(settled), actual: partsText(bill) })
  return breaches
}

/** A closed bill has given back exactly what it did not spend: escrow = cost + refund. */
export function checkEscrow(bill: { escrow: BaseUnits; cost: BaseUnits; refund: BaseUnits }): BillBreach[] {
  const spent = bill.cost + bill.refund
  return spent === bill.escrow ? [] : [{ code: 'escrow', expected: `${bill.escrow}`, actual: `${spent}` }]
}

/** A slash takes 5 to 20 % of the stake before it, both bounds rounded down. */
export function checkSlash(amount: BaseUnits, stakeBefore: BaseUnits): BillBreach[] {
  const low = mulDiv(stakeBefore, 500n, BPS, 'floor')
  const high = mulDiv(stakeBefore, 2_000n, BPS, 'floor')
  return amount >= low && amount <= high ? [] : [{ code: 'slash', expected: `${low}..${high}`, actual: `${amount}` }]
}

function sameParts(a: Settlement, b: Settlement): boolean {
  return (
    a.fee === b.fee &&
    a.governance === b.governance &&
    a.treasury === b.treasury &&
    a.adaptorShare === b.adaptorShare &&
    a.nodeShare === b.nodeShare
  )
}

function partsText({ fee, governance, treasury, adaptorShare, nodeShare }: Settlement): string {
  return `fee ${fee} governance ${governance} treasury ${treasury} adaptor ${adaptorShare} node ${nodeShare}`
}
