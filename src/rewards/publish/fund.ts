import type { Call } from '../../chain/calls'
import { awaitMined, type Waiting } from '../../chain/mined'
import { lesser } from '../../economics/money'
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

/** Funds of the signer, base units: its own balance, and what the pot's accounts allow it to draw. */
export async function spendable(
  chain: PublishChain,
  { asset, payers }: { readonly asset: Address | 'eth'; readonly payers: readonly Address[] },
): Promise<BaseUnits> {
  let sum = await chain.balance(asset, chain.signer)
  if (asset !== 'eth') for (const payer of payers) sum += await drawable(chain, asset, payer)
  return sum
}

/**
 * Prepares a token's pot for the distributor, which takes it from the signer: draws what the signer lacks from the payers
 * and approves the distributor. Neither transaction pays anyone, so neither needs a marker: a second draw serves the
 * next pot.
 * @param due base units of all approved distributions of the program, so that many need these transactions once
 * @throws AssayError E-SEND when one of them is not in a block yet
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
    const drawn = lesser(await drawable(chain, asset, payer), short)
    if (drawn > 0n) await step(funding, drawCall(asset, payer, chain.signer, drawn))
    short -= drawn
  }
}

async function drawable(chain: PublishChain, asset: Address, payer: Address): Promise<BaseUnits> {
  const [held, allowed] = await Promise.all([chain.balance(asset, payer), chain.allowance(asset, payer, chain.signer)])
  return lesser(held, allowed)
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
