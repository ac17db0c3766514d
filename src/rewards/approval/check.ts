import { type Hex, hashTypedData, recoverTypedDataAddress } from 'viem'
import { type At, refusalOf } from '../../chain/calls'
import { type Address, address } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import type { PublishChain } from '../publish/chain'
import type { Publishable } from '../publish/distributor'
import type { Approvers } from './approvers'
import { readSignatures, type Signature } from './signatures'
import { type ApprovedFor, typedDataOf } from './typedData'

/** The chain, as far as contracts that sign are asked on it. */
export type Contracts = Pick<PublishChain, 'takesSignature'>

/** Whose signature of a distribution it is by its key; null where it is none of anybody's. */
export async function signerOf(on: ApprovedFor, distribution: Publishable, signature: Hex): Promise<Address | null> {
  const recovered = recoverTypedDataAddress({ ...typedDataOf(on, distribution), signature })
  return recovered.then(address).catch(() => null)
}

/**
 * Whether a signature is its signer's: by its key, else by the signer's own word (ERC-1271).
 * @throws AssayError E-RPC when the node is away
 */
export async function isSignedBy(
  contracts: Contracts,
  on: ApprovedFor,
  distribution: Publishable,
  { signer, signature }: Pick<Signature, 'signer' | 'signature'>,
  at: At = 'latest',
): Promise<boolean> {
  if ((await signerOf(on, distribution, signature)) === signer) return true
  return contracts.takesSignature(signer, hashTypedData(typedDataOf(on, distribution)), signature, at)
}

/** A signature that is not its signer's, and whose it is; or why nobody can say. */
interface FalseOne {
  readonly signer: Address
  readonly found: Address | string | null
}

/**
 * Those that are not what they say: of another distribution, contract or key. A contract is asked in the block in which it
 * was asked first, since its owners may be others by now; where the node does not have that state, at the head, whose yes
 * is as good.
 */
export async function falseOnes(
  contracts: Contracts,
  on: ApprovedFor,
  distribution: Publishable,
  signatures: readonly Signature[],
): Promise<FalseOne[]> {
  const wrong: FalseOne[] = []
  for (const given of signatures) {
    const { signer } = given
    const found = await signerOf(on, distribution, given.signature)
    if (found === signer) continue
    // A key's: no contract was ever asked.
    const word = given.block === null ? false : await wordOf(contracts, on, distribution, given)
    if (word !== true) wrong.push({ signer, found: word || found })
  }
  return wrong
}

/** @returns true, false, or what it takes to know */
async function wordOf(
  contracts: Contracts,
  on: ApprovedFor,
  distribution: Publishable,
  { signer, signature, block }: Signature,
): Promise<boolean | string> {
  const hash = hashTypedData(typedDataOf(on, distribution))
  try {
    return await contracts.takesSignature(signer, hash, signature, { blockHash: block! })
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    const hasNone = error.code === 'E-STATE-PRUNED' || refusalOf(error) !== undefined
    const now = hasNone && (await contracts.takesSignature(signer, hash, signature).catch(() => false))
    return now || `nobody yet: a contract is asked, which needs a node that has block ${block}`
  }
}

/**
 * Approvers of today whose stored signature of a distribution is true; what the rows say of it is not believed. A contract is
 * asked now: who may sign for it today is what counts.
 */
export async function approvedBy(
  db: Queryable,
  contracts: Contracts,
  approvers: Approvers,
  distribution: Publishable,
): Promise<Address[]> {
  const signed: Address[] = []
  for (const given of await readSignatures(db, distribution.id))
    if (approvers.signers.includes(given.signer) && (await isSignedBy(contracts, approvers, distribution, given)))
      signed.push(given.signer)
  return signed
}

/** @throws AssayError E-SIGNATURES below the threshold; E-RPC where a contract is to be asked and the node is away */
export async function requireSigned(
  db: Queryable,
  contracts: Contracts,
  approvers: Approvers | null,
  distribution: Publishable,
): Promise<void> {
  if (approvers === null) return
  const signed = await approvedBy(db, contracts, approvers, distribution)
  if (signed.length >= approvers.threshold) return
  throw new AssayError(
    'E-SIGNATURES',
    `${distribution.id} has ${signed.length} of the ${approvers.threshold} signatures that it needs`,
    {
      next: `Another approver signs it: assay rewards approve ${distribution.id} --by NAME --sign`,
      details: { signed, approvers: approvers.signers },
    },
  )
}
