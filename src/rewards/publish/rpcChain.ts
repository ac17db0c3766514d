import { type Hex, type PublicClient, TransactionReceiptNotFoundError } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { address, hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { PublishChain } from './chain'
import { distributorAbi, erc20Abi } from './distributor'
import { notTaken, wouldRevert } from './refusal'
import { signAgain, signCall } from './sign'

const NO_ROOT = `0x${'0'.repeat(64)}`

/** @param key private key of the publisher; it stays inside. `null`: only looking, nothing can be signed */
export function rpcPublishChain(client: PublicClient, key: Hex | null): PublishChain {
  const account = key === null ? null : signerOf(key)
  const signer = () => {
    if (account === null)
      throw new AssayError('E-NO-SIGNER', 'there is no key to publish with', {
        next: 'Set REWARDS_SIGNER_KEY (devnet), or use: assay rewards safe-batch',
      })
    return account
  }
  const from = account?.address
  return {
    get signer() {
      return address(signer().address)
    },
    published: async (distributor, programId, period) => {
      const args = [programId as Hex, period] as const
      const functionName = 'distributions'
      const to = distributor as Hex
      const [asset, root, total, claimedTotal] = await readContract(() =>
        client.readContract({ address: to, abi: distributorAbi, functionName, args }),
      )
      return root === NO_ROOT ? null : { asset: address(asset), root: hash(root), total, claimedTotal }
    },
    balance: (asset, owner) =>
      asset === 'eth'
        ? client.getBalance({ address: owner as Hex })
        : client.readContract({
            address: asset as Hex,
            abi: erc20Abi,
            functionName: 'balanceOf',
            args: [owner as Hex],
          }),
    allowance: (token, owner, spender) => {
      const args = [owner as Hex, spender as Hex] as const
      return client.readContract({ address: token as Hex, abi: erc20Abi, functionName: 'allowance', args })
    },
    simulate: async ({ to, data, value }) => {
      try {
        await client.call({ ...(from && { account: from }), to: to as Hex, data, value })
      } catch (error) {
        throw wouldRevert(error)
      }
    },
    sign: async (call) => {
      // After what this key has waiting: two distributions on their way must not take each other's nonce.
      const nonce = await client.getTransactionCount({ address: signer().address, blockTag: 'pending' })
      return signCall(client, signer(), call, nonce)
    },
    replacement: ({ raw }, refused) => signAgain(client, signer(), raw, refused),
    send: async ({ raw, hash: tx }) => {
      try {
        await client.sendRawTransaction({ serializedTransaction: raw })
      } catch (error) {
        if (await known(client, tx)) return
        throw notTaken(error, tx)
      }
    },
    mined: async (tx) => {
      try {
        const receipt = await client.getTransactionReceipt({ hash: tx as Hex })
        return { block: Number(receipt.blockNumber), ok: receipt.status === 'success' }
      } catch (error) {
        if (error instanceof TransactionReceiptNotFoundError) return null
        throw error
      }
    },
    nonce: (account) => client.getTransactionCount({ address: account as Hex, blockTag: 'latest' }),
    headTime: async () => Number((await client.getBlock({ blockTag: 'latest' })).timestamp),
  }
}

function signerOf(key: Hex): PrivateKeyAccount {
  try {
    return privateKeyToAccount(key)
  } catch {
    // The cause is dropped: it might quote the key.
    throw new AssayError('E-ENV', 'REWARDS_SIGNER_KEY is not a private key', { next: 'Give 0x and 64 hex digits.' })
  }
}

async function known(client: PublicClient, tx: string): Promise<boolean> {
  return client.getTransaction({ hash: tx as Hex }).then(
    () => true,
    () => false,
  )
}

async function readContract<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw new AssayError('E-DISTRIBUTOR', `the distributor did not answer: ${(error as Error).name}`, {
      next: 'Check the address of the merkle-distributor in the profile, and the RPC endpoint.',
      retryable: true,
    })
  }
}
