import { type Hex, isHex } from 'viem'
import { headOf } from '../../chain/blocks'
import { takesSignature } from '../../chain/contractSignature'
import { accountOf } from '../../chain/send'
import type { Address } from '../../economics/units'
import { AssayError } from '../../errors'
import { type Approvers, approversOf } from '../../rewards/approval/approvers'
import { type AskedContracts, addSignature, requireSignable } from '../../rewards/approval/sign'
import { typedDataOf } from '../../rewards/approval/typedData'
import type { StoredReport } from '../../rewards/close/stored'
import type { Program } from '../../rewards/programs'
import { canonicalJson } from '../../rewards/report/canonicalJson'
import type { RewardsContext } from '../../rewards/rewardsContext'

export interface SignatureOptions {
  readonly sign?: boolean
  readonly typedData?: boolean
  readonly signature?: string
  readonly signer?: Address
}

/** Whether a signature is meant, and not a name alone. @throws AssayError E-USAGE */
export function signs({ sign, typedData, signature, signer }: SignatureOptions): boolean {
  const meant = [sign === true, typedData === true, signature !== undefined].filter(Boolean).length
  if (meant > 1)
    throw new AssayError('E-USAGE', 'one of --sign, --typed-data and --signature', {
      next: 'Give the one that is meant.',
    })
  if (signer !== undefined && signature === undefined)
    throw new AssayError('E-USAGE', '--signer is of --signature', {
      next: 'Give the signature that the contract takes.',
    })
  return meant === 1
}

interface Signing {
  readonly context: RewardsContext
  readonly program: Program
  readonly stored: StoredReport
  /** done once so many have signed as the profile asks for */
  readonly approve: (by: string) => Promise<void>
}

export async function approveBySignature(
  { context, program, stored, approve }: Signing,
  { by, typedData, signature, signer: named }: SignatureOptions & { readonly by: string },
): Promise<void> {
  const approvers = approversOf(program)
  if (approvers === null)
    throw new AssayError('E-APPROVER', `profile ${program.network} names no approvers, or no distributor`, {
      next: 'Add approval: {threshold, signers} to the profile, or approve by name, without --sign.',
    })
  requireSignable(stored)
  if (typedData) return console.log(forWallet(approvers, stored))
  const given = signature === undefined ? await signedHere(context, approvers, stored) : asSignature(signature)
  const node = context.node(program)
  const contracts: AskedContracts = {
    head: () => headOf(node),
    takesSignature: (...asked) => takesSignature(node, ...asked),
  }
  const { signer, count, approved } = await addSignature(context.pool, contracts, approvers, stored, {
    signature: given,
    signer: named,
    by,
    approve,
  })
  await context.writeFiles(program)(stored.id)
  console.log(`signed by ${signer}, ${count} of ${approvers.threshold} needed: ${stored.id}`)
  if (approved) console.log(`approved ${stored.id}`)
}

/** Wallets want the domain's own type beside the others, which libraries add by themselves. */
function forWallet(approvers: Approvers, stored: StoredReport): string {
  const data = typedDataOf(approvers, stored)
  const EIP712Domain = [
    ...[field('name', 'string'), field('version', 'string')],
    ...[field('chainId', 'uint256'), field('verifyingContract', 'address')],
  ]
  return canonicalJson({ ...data, types: { EIP712Domain, ...data.types } })
}
const field = (name: string, type: string) => ({ name, type })

async function signedHere({ env }: RewardsContext, approvers: Approvers, stored: StoredReport): Promise<Hex> {
  const key = env.REWARDS_APPROVER_KEY
  if (key === undefined)
    throw new AssayError('E-NO-SIGNER', 'there is no key to sign an approval with', {
      next: 'Set REWARDS_APPROVER_KEY or REWARDS_APPROVER_KEY_FILE, or sign what --typed-data prints and give --signature.',
    })
  const wrongKey = () =>
    new AssayError('E-ENV', 'REWARDS_APPROVER_KEY is not a private key', { next: 'Give 0x and 64 hex digits.' })
  return accountOf(key, wrongKey).signTypedData(typedDataOf(approvers, stored))
}

function asSignature(text: string): Hex {
  if (isHex(text)) return text
  throw new AssayError('E-USAGE', '--signature is no hex', {
    next: 'Give what the wallet answered: 0x and 130 digits.',
  })
}
