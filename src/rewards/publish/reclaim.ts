import { encodeFunctionData } from 'viem'
import { awaitMined, type Waiting } from '../../chain/mined'
import type { Expiry } from '../../config/expiry'
import type { Address, Hash, Seconds } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Distribution } from '../distribution'
import type { ClaimState } from '../read/claimAccounts'
import { batchFile } from '../safe/batchFile'
import { inWords } from '../safe/inWords'
import type { Step } from '../safe/simulate'
import type { PublishChain } from './chain'
import { distributorAbi } from './distributor'

type Reclaimable = Pick<Distribution, 'id' | 'programId' | 'periodNumber'>

/**
 * Requires that there is something to take back, and that taking it back is what the profile says.
 * @returns when its claims ended
 * @throws AssayError E-RECLAIM
 */
export function requireReclaimable(id: string, expiry: Expiry | null, claims: ClaimState): Seconds {
  const { expiresAt, reclaimTo } = claims
  const refused = (why: string, next: string) => new AssayError('E-RECLAIM', `${id} ${why}`, { next })
  if (claims.pending > 0n) throw refused('is not on the chain', 'Nothing of it can be claimed or reclaimed yet.')
  if (expiresAt === null)
    throw refused('was published without a claim window', 'It can be claimed for ever: nobody takes it back.')
  if (expiry === null)
    throw refused('is of a program that declares no expiry', 'Declare it in the profile: docs/networks.md, expiry.')
  if (expiry.to !== reclaimTo)
    throw refused(
      `would go to ${reclaimTo}, and the profile declares ${expiry.to}`,
      'Find out which of them is right: the distributor pays the one that was declared when it was published.',
    )
  if (claims.reclaimedTx !== null)
    throw refused(`was reclaimed by ${claims.reclaimedTx}`, `See where its money is: assay rewards show ${id}`)
  if (claims.claimable > 0n) throw refused(`can be claimed until ${timeOf(expiresAt)}`, 'Reclaim it then.')
  if (claims.expired === 0n) throw refused('has nothing unclaimed', 'Nothing is left to do.')
  return expiresAt
}

/** Pays what is unclaimed to the account that was declared; whoever sends it. */
export function reclaimStep(distributor: Address, { programId, periodNumber }: Reclaimable): Step {
  const args = [programId, periodNumber] as const
  const data = encodeFunctionData({ abi: distributorAbi, functionName: 'reclaim', args })
  return { abi: distributorAbi, call: { to: distributor, data, value: 0n } }
}

/** A file for the Safe transaction builder. @param time when its claims ended, so that the same batch gives the same bytes */
export function reclaimBatch(
  chainId: number,
  { abi, call }: Step,
  { id, amount, to, time, safe }: { id: string; amount: bigint; to: Address; time: Seconds; safe: string },
): string {
  return batchFile({
    ...{ chainId, time, name: `${id} reclaim`, safe },
    description: `Reclaims ${amount} base units of ${id}, unclaimed at ${timeOf(time)}, for ${to}`,
    transactions: [inWords(abi, call)],
  })
}

/**
 * Sends it with the chain's key. No marker is kept: the distributor pays the same account by it, and once.
 * @returns null while it is in no block
 * @throws AssayError E-WOULD-REVERT, E-SEND
 */
export async function sendReclaim(
  waiting: Waiting & { readonly chain: PublishChain },
  { call }: Step,
): Promise<Hash | null> {
  const signed = await waiting.chain.sign(call)
  await waiting.chain.send(signed)
  const mined = await awaitMined(waiting, [signed.hash])
  if (mined === null) return null
  if (mined.ok) return mined.tx
  throw new AssayError('E-SEND', `reclaim by ${mined.tx} reverted in block ${mined.block}`, {
    next: 'Run it without --send to see why; nothing was paid.',
  })
}

const timeOf = (seconds: Seconds) => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`
