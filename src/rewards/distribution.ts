import type { Header } from '../chain/blocks'
import type { Style } from '../config/style'
import type { TimeRange } from '../economics/period'
import type { Address, BaseUnits, BlockNumber, Hash } from '../economics/units'

/**
 * planned: its period is over and closing has begun. computed: report and shares are stored. verified: every proof
 * and sum was checked again from what is stored. empty: the same of one that pays nobody, whose pot is carried; nothing
 * comes after it. approved: a person, or the devnet's cron, lets it be paid.
 * published: the chain holds its root and pot. settled: everyone has claimed.
 */
export type DistributionState = 'planned' | 'computed' | 'verified' | 'empty' | 'approved' | 'published' | 'settled'

export type BlockPin = Omit<Header, 'parentHash'>

export interface Distribution extends TimeRange {
  /** `devnet-destra:destra.stakers.monthly:2026-09` */
  readonly id: string
  readonly network: string
  readonly program: string
  /** keccak256 of the program's name: how contracts call it */
  readonly programId: Hash
  readonly ruleset: string
  /** how it is paid */
  readonly style: Style
  /** token address, or `eth` */
  readonly asset: Address | 'eth'
  readonly period: string
  readonly periodNumber: bigint
  readonly state: DistributionState
  /** which sanity gate holds it back, until a person approves it */
  readonly held: string | null
  readonly approvedBy: string | null
  /** gates that failed when it was approved all the same, with the reason; null: none did */
  readonly approvedDespite: readonly string[] | null
  readonly approvedReason: string | null
  readonly publishedTx: Hash | null
  readonly publishedBlock: BlockNumber | null
  /** null while it is only planned */
  readonly report: ReportFigures | null
}

export interface ReportFigures {
  readonly pinned: BlockPin
  /** revenue of the period + carry of the previous report */
  readonly pot: BaseUnits
  readonly carryIn: BaseUnits
  readonly distributed: BaseUnits
  /** joins the next pot of the same program */
  readonly carry: BaseUnits
  readonly totalWeight: bigint
  /** Σ amount × multiplier of what was eligible */
  readonly stakedWeight: bigint
  readonly participants: number
  /** leaves of the tree: shares above 0 */
  readonly shares: number
  readonly root: Hash | null
  /** sha256 of the canonical report */
  readonly reportHash: Hash
}

/** @param network profile name @param period id of the period */
export function distributionId(network: string, program: string, period: string): string {
  return `${network}:${program}:${period}`
}
