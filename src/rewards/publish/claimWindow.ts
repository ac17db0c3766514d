import type { Expiry } from '../../config/expiry'
import { type Address, type Hash, type Seconds, ZERO_ADDRESS } from '../../economics/units'
import { AssayError } from '../../errors'
import type { PublishChain } from './chain'
import type { ClaimWindow } from './distributor'

const DAY: Seconds = 86_400

export interface Windowed {
  readonly distributor: Address
  readonly programId: Hash
  readonly expiry: Expiry | null
}

/** The window that a profile declares, as the distributor keeps it. */
export function declaredWindow(expiry: Expiry | null): ClaimWindow | null {
  return expiry && { duration: expiry.days * DAY, reclaimTo: expiry.to }
}

/**
 * A distribution keeps for ever the window in force when it is published, so it is compared before that: people are told
 * the declared one, and would lose their money by another.
 * @throws AssayError E-CLAIM-WINDOW
 */
export async function requireDeclaredWindow(
  chain: Pick<PublishChain, 'claimWindow'>,
  { distributor, programId, expiry }: Windowed,
): Promise<void> {
  const [declared, there] = [declaredWindow(expiry), await chain.claimWindow(distributor, programId)]
  if (declared?.duration === there?.duration && declared?.reclaimTo === there?.reclaimTo) return
  const { duration, reclaimTo } = declared ?? { duration: 0, reclaimTo: ZERO_ADDRESS }
  throw new AssayError(
    'E-CLAIM-WINDOW',
    `the profile says that it can be claimed ${inWords(declared)}, the distributor says ${inWords(there)}`,
    {
      next: `Mend the profile, or have the distributor's owner call setClaimWindow(${programId}, ${duration}, ${reclaimTo}). A distributor without that function keeps none: deploy another.`,
    },
  )
}

function inWords(window: ClaimWindow | null): string {
  if (window === null) return 'for ever'
  const { duration, reclaimTo } = window
  const time = duration % DAY === 0 ? `${duration / DAY} days` : `${duration} seconds`
  return `for ${time}, the rest going to ${reclaimTo}`
}
