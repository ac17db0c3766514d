import type { Hex } from 'viem'
import type { Call } from '../../chain/calls'
import type { Node } from '../../chain/node'
import { accountOf } from '../../chain/send'
import type { Env } from '../../config/env'
import { type Address, address } from '../../economics/units'
import { AssayError } from '../../errors'
import { multiSend } from '../../rewards/safe/multiSend'
import { readSafe, requireItsHash, type Safe } from '../../rewards/safe/readSafe'
import { safeTransactionHash } from '../../rewards/safe/safeTransaction'
import { serviceBody, serviceCommand } from '../../rewards/safe/serviceBody'

export interface ServiceOptions {
  readonly safe?: Address
  readonly sender?: Address
  readonly sign?: boolean
  readonly nonce?: bigint
  readonly multiSend?: Address
}

/** @throws AssayError E-USAGE for options of the service's format beside the builder's */
export function requireNone({ sender, sign, nonce, multiSend }: ServiceOptions): void {
  if (sender === undefined && !sign && nonce === undefined && multiSend === undefined) return
  throw new AssayError('E-USAGE', '--sender, --sign, --nonce and --multi-send are of --format service', {
    next: 'Add --format service, or leave them out.',
  })
}

interface Proposed {
  readonly node: Node
  readonly env: Env
  readonly chainId: number
  readonly calls: readonly Call[]
  /** of the distribution */
  readonly name: string
}

/**
 * The calls as one transaction of a Safe, in the format of its transaction service; with what a person does next.
 * @throws AssayError E-USAGE, E-SAFE, E-SAFE-OWNER, E-SAFE-NONCE, E-MULTI-SEND, E-NO-SIGNER
 */
export async function safeService({ node, env, chainId, calls, name }: Proposed, options: ServiceOptions) {
  if (options.safe === undefined)
    throw new AssayError('E-USAGE', '--format service is for one Safe', { next: 'Name it with --safe.' })
  const safe = await readSafe(node, options.safe, chainId)
  const owner = ownerOf(env, options)
  if (!safe.owners.includes(owner.address))
    throw new AssayError('E-SAFE-OWNER', `${owner.address} is no owner of Safe ${safe.address}`, {
      next: `Its owners are ${safe.owners.join(', ')}.`,
    })
  const transaction = { ...(await multiSend(node, safe, calls, options.multiSend)), nonce: nonceOf(safe, options) }
  const hash = safeTransactionHash(safe, transaction)
  await requireItsHash(node, safe, transaction, hash)
  const signature = await owner.sign(hash)
  const [major, minor, patch] = safe.version
  return {
    body: serviceBody(safe, { transaction, hash, sender: owner.address, signature, name }),
    next: (file: string) => [
      `SafeTx ${hash}, nonce ${transaction.nonce}, of a Safe ${major}.${minor}.${patch} that ${safe.threshold} of ${safe.owners.length} owners sign; ${signature === null ? `${owner.address} signs that hash before it is sent` : `signed by ${owner.address}`}`,
      `nothing was sent; to propose it: ${serviceCommand(safe, file)}`,
    ],
  }
}

/** @throws AssayError E-SAFE-NONCE for one that is used already */
function nonceOf({ address: at, nonce }: Safe, { nonce: wanted = nonce }: ServiceOptions): bigint {
  if (wanted >= nonce) return wanted
  throw new AssayError('E-SAFE-NONCE', `nonce ${wanted} of Safe ${at} is used: its next is ${nonce}`, {
    next: 'Leave --nonce out, or give the one after what waits in its queue.',
  })
}

function ownerOf(env: Env, { sign, sender }: ServiceOptions) {
  if (!sign) {
    if (sender !== undefined) return { address: sender, sign: async (): Promise<Hex | null> => null }
    throw new AssayError('E-USAGE', 'an owner of the Safe proposes its transactions', {
      next: 'Sign with REWARDS_SAFE_OWNER_KEY: --sign; or name the owner who will: --sender 0x….',
    })
  }
  const key = env.REWARDS_SAFE_OWNER_KEY
  if (key === undefined)
    throw new AssayError('E-NO-SIGNER', 'there is no key to sign a Safe transaction with', {
      next: 'Set REWARDS_SAFE_OWNER_KEY or REWARDS_SAFE_OWNER_KEY_FILE, or name the owner who signs it elsewhere: --sender 0x….',
    })
  const account = accountOf(
    key,
    () =>
      new AssayError('E-ENV', 'REWARDS_SAFE_OWNER_KEY is not a private key', { next: 'Give 0x and 64 hex digits.' }),
  )
  const own = address(account.address)
  if (sender !== undefined && sender !== own)
    throw new AssayError('E-USAGE', `--sender is ${sender}, and the key is ${own}'s`, { next: 'Leave --sender out.' })
  return { address: own, sign: (hash: Hex): Promise<Hex | null> => account.sign({ hash }) }
}
