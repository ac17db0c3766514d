import type { BaseUnits, Seconds } from '../units'

/** What a report distributes, and what the chain says became of it. Base units. */
export interface Claims {
  readonly distributed: BaseUnits
  /** whether a distributor holds it */
  readonly isPublished: boolean
  readonly claimed: BaseUnits
  /** the first second in which nothing can be claimed any more; null: it can be for ever */
  readonly expiresAt: Seconds | null
  /** paid to the account that was declared; null: nothing was yet */
  readonly reclaimed: BaseUnits | null
}

/** pending + claimed + claimable + expired + reclaimed = distributed, exactly. Base units. */
export interface ClaimAccount {
  /** not on the chain: nobody can claim it yet */
  readonly pending: BaseUnits
  readonly claimed: BaseUnits
  readonly claimable: BaseUnits
  /** unclaimed at the end, and not taken back */
  readonly expired: BaseUnits
  readonly reclaimed: BaseUnits
}

/**
 * Where the money of a distribution is at a time. What a distributor of another making left after a reclaim is expired:
 * it takes no more claims.
 * @param now block time; a block at `expiresAt` takes no claim any more
 */
export function claimAccount(claims: Claims, now: Seconds): ClaimAccount {
  const { distributed, isPublished, claimed, reclaimed } = claims
  const none = { pending: 0n, claimed, claimable: 0n, expired: 0n, reclaimed: reclaimed ?? 0n }
  const rest = distributed - claimed - none.reclaimed
  if (!isPublished) return { ...none, pending: rest }
  return isOver(claims, now) ? { ...none, expired: rest } : { ...none, claimable: rest }
}

/** Whether a distribution takes no claim any more. */
export function isOver({ expiresAt, reclaimed }: Pick<Claims, 'expiresAt' | 'reclaimed'>, now: Seconds): boolean {
  return reclaimed !== null || (expiresAt !== null && now >= expiresAt)
}
