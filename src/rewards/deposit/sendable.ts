import type { BaseUnits } from '../../economics/units'
import { AssayError } from '../../errors'
import { inEther, timeOf } from './deposit'
import type { Standing } from './markers'

/**
 * Requires that no deposit is on its way but the one that is wanted: one whose period has ended would still be taken.
 * @param own the one that is wanted; undefined: none is signed yet
 * @throws AssayError E-DEPOSIT-OPEN
 */
export function requireSendable(standing: readonly Standing[], own: Standing | undefined): void {
  const open = standing.find((each) => each.mined === null && each !== own)
  if (open === undefined) return
  const { period, amount, end, open: markers } = open
  const { hash, signer, nonce } = markers[0]
  throw new AssayError(
    'E-DEPOSIT-OPEN',
    `a deposit of ${inEther(amount)} into p${period}, which ends at ${timeOf(end)}, is signed and in no block: ${hash}`,
    {
      next: `Wait until it is in a block, or have ${signer} use its nonce ${nonce} for another transaction at a higher gas price.`,
      details: { hash, signer, nonce },
    },
  )
}

/** Requires that what was signed is what is wanted now. @throws AssayError E-DEPOSIT-OPEN, E-DEPOSIT-FUNDED */
export function requireSame({ period, amount, mined, open }: Standing, wanted: BaseUnits): void {
  if (amount === wanted) return
  if (mined === null)
    throw new AssayError('E-DEPOSIT-OPEN', `${inEther(amount)} for p${period} are on their way: ${open[0].hash}`, {
      next: 'Run it again with that amount, until it is in a block.',
    })
  throw new AssayError('E-DEPOSIT-FUNDED', `${mined} deposited ${inEther(amount)} for p${period} already`, {
    next: `Deposit beside it with --again ${mined}, where that is meant.`,
  })
}
