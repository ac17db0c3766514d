import type { BaseUnits } from './units'

/** Memo class of a staking pool: what it holds (balanceOf) against what it says it owes (totalStaked()). */
export const POOL_SOLVENCY = 'pool-solvency'

/** Why the supply is not what Transfers tell: its own causes, which explain a difference and do not mend a figure. */
export const supplyCauses = {
  rebasing: 'the supply moves without Transfers (rebasing)',
  'silent issue': 'part of the supply was issued without a Transfer',
  'burn rule': 'token.burnReducesTotal of the profile is not what the token does',
  'no answer': 'the token does not answer totalSupply()',
  'late start': 'the token had a supply before startBlock, whose Transfers are missing',
} as const
export type SupplyCause = keyof typeof supplyCauses

type DriftCause = 'none' | 'transfer tax' | 'donation' | 'stake-tax shortfall' | 'unexplained'

/** Balance of one account of a class after a block, by the ledger and by the chain. */
export interface Compared {
  readonly class: string
  readonly account: string
  readonly ledger: BaseUnits
  readonly chain: BaseUnits
}

/**
 * Why ledger and chain differ; domain.md §2, traps 1 and 14. A token with silent fees credits them to itself without a
 * Transfer: by the logs whoever sent is too rich and the token contract too poor, never the other way round. Supply
 * and burn sinks cannot send, so the tax explains nothing there.
 */
export function driftCause(compared: Compared, token: { address: string; silentFees: boolean }): DriftCause {
  const difference = compared.ledger - compared.chain
  if (difference === 0n) return 'none'
  if (compared.class === POOL_SOLVENCY) {
    if (difference > 0n) return 'donation'
    return token.silentFees ? 'stake-tax shortfall' : 'unexplained'
  }
  if (!token.silentFees || compared.class === 'issuance' || compared.class === 'burned') return 'unexplained'
  const tooRich = difference > 0n
  return tooRich === (compared.account !== token.address) ? 'transfer tax' : 'unexplained'
}
