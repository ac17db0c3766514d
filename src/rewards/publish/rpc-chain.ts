import {
  BaseError,
  decodeErrorResult,
  type Hex,
  keccak256,
  type PublicClient,
  TransactionReceiptNotFoundError,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { address, hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { PublishChain } from './chain'
import { type Call, distributorAbi, erc20Abi } from './distributor'

/** Estimates are made on one state and spent on another: a fifth more covers storage that others change meanwhile. */
const GAS_MARGIN_PERCENT = 120n

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
      const { raw, hash: tx } = await sign(client, signer(), call, nonce)
      return { signer: address(signer().address), nonce, hash: tx, raw }
    },
    send: async ({ raw, hash: tx }) => {
      try {
        await client.sendRawTransaction({ serializedTransaction: raw })
      } catch (error) {
        if (await known(client, tx)) return
        throw new AssayError('E-SEND', `the node did not take transaction ${tx}: ${(error as Error).name}`, {
          next: 'It is kept, and sent again at the next run.',
          retryable: true,
        })
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
    nonce: () => client.getTransactionCount({ address: signer().address, blockTag: 'latest' }),
    headTime: async () => Number((await client.getBlock({ blockTag: 'latest' })).timestamp),
  }
}

type Account = ReturnType<typeof privateKeyToAccount>

function signerOf(key: Hex): Account {
  try {
    return privateKeyToAccount(key)
  } catch {
    // The cause is dropped: it might quote the key.
    throw new AssayError('E-ENV', 'REWARDS_SIGNER_KEY is not a private key', { next: 'Give 0x and 64 hex digits.' })
  }
}

/** A legacy transaction: every chain of ours takes one, and its bytes say exactly what may be spent. */
async function sign(client: PublicClient, account: Account, call: Call, nonce: number) {
  const { data, value } = call
  const to = call.to as Hex
  const [chainId, gasPrice, gas] = await Promise.all([
    client.getChainId(),
    client.getGasPrice(),
    client.estimateGas({ account: account.address, to, data, value }).catch((error: unknown) => {
      throw wouldRevert(error)
    }),
  ])
  const limit = (gas * GAS_MARGIN_PERCENT) / 100n
  const raw = await account.signTransaction({ type: 'legacy', chainId, nonce, gasPrice, gas: limit, to, data, value })
  return { raw, hash: hash(keccak256(raw)) }
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

/** The contract's own reason; never viem's text, which quotes the endpoint. */
function wouldRevert(error: unknown): AssayError {
  const holder = error instanceof BaseError ? error.walk((each) => revertData(each) !== undefined) : null
  return new AssayError('E-WOULD-REVERT', `the distributor would refuse it: ${reasonOf(revertData(holder), error)}`, {
    next: 'Mend what it names (publisher role, cap of the program, balance), then publish again.',
  })
}

/** Nodes put the revert data at `data` or `data.data` of the innermost error. */
function revertData(error: unknown): Hex | undefined {
  const data = (error as { data?: unknown } | null)?.data
  const inner = typeof data === 'object' ? (data as { data?: unknown } | null)?.data : data
  return typeof inner === 'string' && inner.startsWith('0x') ? (inner as Hex) : undefined
}

function reasonOf(data: Hex | undefined, error: unknown): string {
  if (data === undefined) return error instanceof BaseError ? error.shortMessage : (error as Error).name
  try {
    const { errorName, args } = decodeErrorResult({ abi: distributorAbi, data })
    return `${errorName}(${(args ?? []).join(', ')})`
  } catch {
    return data
  }
}
