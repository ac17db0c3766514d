import { type BaseUnits, BPS, type Bps } from './units'

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

export type DriftCause = 'none' | 'transfer tax' | 'donation' | 'stake-tax shortfall' | 'unexplained'

/** Balance of one account of a class after a block, by the ledger and by the chain. */
export interface Compared {
  readonly class: string
  readonly account: string
  readonly ledger: BaseUnits
  readonly chain: BaseUnits
}

/** A balance of both sides with the cause of their difference. */
export interface Explained extends Compared {
  readonly cause: DriftCause
}

/** The highest rate of a fee in silence: what a DSync token takes of a sale before it is told another (domain.md §2). */
const FEE_AT_MOST_BPS: Bps = 6_000

/**
 * The cause of each difference, as `driftCause`, where the tax explains no more than it can have taken: the accounts that
 * are too rich are so by no more together than the token contract is too poor, and each by no more than the fee of what
 * it sent. The largest are what is left unexplained: the token's deficit is a sum of many small fees.
 * @param sent by account, net of fees, by its Transfers; where it is not given nothing is said of it
 */
export function explain(
  compared: readonly Compared[],
  token: { address: string; silentFees: boolean },
  sent?: ReadonlyMap<string, BaseUnits>,
): Explained[] {
  const own = compared.find(({ account, class: name }) => account === token.address && name !== 'issuance')
  let left = own === undefined ? 0n : own.chain - own.ledger
  const causes = new Map<Compared, DriftCause>()
  const excess = ({ ledger, chain }: Compared) => ledger - chain
  for (const row of [...compared].sort((a, b) => (excess(a) < excess(b) ? -1 : 1))) {
    const cause = driftCause(row, token)
    const isTaxed = cause === 'transfer tax' && row.account !== token.address
    const paid = isTaxed && excess(row) <= left && isFeeOf(excess(row), sent?.get(row.account))
    if (paid) left -= excess(row)
    causes.set(row, isTaxed && !paid ? 'unexplained' : cause)
  }
  return compared.map((row) => ({ ...row, cause: causes.get(row)! }))
}

/** Of a transfer whose net amount is told: fee ≤ net × rate / (1 − rate). */
function isFeeOf(fee: BaseUnits, net: BaseUnits | undefined): boolean {
  return net === undefined || fee * (BPS - BigInt(FEE_AT_MOST_BPS)) <= net * BigInt(FEE_AT_MOST_BPS)
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
