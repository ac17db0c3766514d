import type { Call } from '../../chain/calls'
import { awaitMined, type Waiting } from '../../chain/mined'
import type { Address, BaseUnits } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Distribution } from '../distribution'
import type { PublishChain } from './chain'
import { approveCall, drawCall } from './distributor'

export interface Funding extends Waiting {
  readonly chain: PublishChain
  readonly distributor: Address
  /** accounts the pot lies in, in the order they are drawn on */
  readonly payers: readonly Address[]
}

/** What the signer can pay with: what it holds, and what the pot's accounts let it take. */
export async function spendable(
  chain: PublishChain,
  { asset, payers }: { readonly asset: Address | 'eth'; readonly payers: readonly Address[] },
): Promise<BaseUnits> {
  let sum = await chain.balance(asset, chain.signer)
  if (asset !== 'eth') for (const payer of payers) sum += await drawable(chain, asset, payer)
  return sum
}

/**
 * A token's pot is taken by the distributor: the signer must hold it, drawn from where it lies, and allow it to be taken.
 * Neither step pays anyone, so neither needs a marker: drawn twice, the rest serves the next pot.
 * @param due what the program's approved distributions take together, so that many need these steps once
 * @throws AssayError E-SEND when a step is not in a block yet
 */
export async function fundToken(funding: Funding, { asset, report }: Distribution, due: BaseUnits): Promise<void> {
  if (asset === 'eth') return
  const { chain, distributor } = funding
  if ((await chain.balance(asset, chain.signer)) < report!.distributed) await draw(funding, asset, due)
  const call = approveCall(distributor, asset, due)
  if (call === null || (await chain.allowance(asset, chain.signer, distributor)) >= report!.distributed) return
  await step(funding, call)
}

async function draw(funding: Funding, asset: Address, amount: BaseUnits): Promise<void> {
  const { chain, payers } = funding
  let short = amount - (await chain.balance(asset, chain.signer))
  for (const payer of payers) {
    if (short <= 0n) break
    const there = await drawable(chain, asset, payer)
    const drawn = lesser(there, short)
    if (drawn > 0n) await step(funding, drawCall(asset, payer, chain.signer, drawn))
    short -= drawn
  }
}

async function drawable(chain: PublishChain, asset: Address, payer: Address): Promise<BaseUnits> {
  const [held, allowed] = await Promise.all([chain.balance(asset, payer), chain.allowance(asset, payer, chain.signer)])
  return lesser(held, allowed)
}

export function lesser(a: BaseUnits, b: BaseUnits): BaseUnits {
  if (a < b) return a
  return b
}

async function step(funding: Funding, call: Call): Promise<void> {
  const signed = await funding.chain.sign(call)
  await funding.chain.send(signed)
  const receipt = await awaitMined(funding, [signed.hash])
  if (receipt?.ok) return
  const what = receipt === null ? 'is not in a block yet' : `reverted in block ${receipt.block}`
  throw new AssayError('E-SEND', `funding by ${signed.hash} ${what}`, {
    next: 'Publish again once it is.',
    retryable: true,
  })
}
