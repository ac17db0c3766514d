import {
  createPublicClient,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  type PublicClient,
  parseAbi,
  stringToBytes,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
  webSocket,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { AssayError } from '../../errors'
import { redact } from '../../process/redaction'

/** What the settler asks the bill contract to do; one variant per call, all of one action. */
export type BillCall =
  | {
      readonly action: 'open'
      readonly bills: readonly {
        billId: string
        jobId: string
        user: string
        adaptor: string
        maxComputeUnits: bigint
      }[]
    }
  | {
      readonly action: 'settle'
      readonly bills: readonly { billId: string; node: string; computeUnits: bigint; penaltyBps: number }[]
    }
  | { readonly action: 'refund'; readonly bills: readonly { billId: string }[] }

export type BillState = 'none' | 'open' | 'closed'
export interface SignedCall {
  readonly raw: string
  readonly hash: string
}

/** The bill contract, as the settler sees it. */
export interface BillChain {
  /** State of bills at the newest block, in the order asked. */
  states(billIds: readonly string[]): Promise<BillState[]>
  /** Why the call would revert now, or null. */
  refusal(call: BillCall): Promise<string | null>
  /** Signs without sending, so that the hash is known before anything happens. */
  sign(call: BillCall): Promise<SignedCall>
  send(call: SignedCall): Promise<void>
  /** `unknown`: the node has never heard of it, or forgot it */
  outcome(hash: string): Promise<'succeeded' | 'reverted' | 'pending' | 'unknown'>
}

/** The job's bill: the same for every attempt, so that a job can be billed once. */
export function billIdOf(jobId: string): string {
  return keccak256(stringToBytes(`assay-bill:${jobId}`))
}

const abi = parseAbi([
  'struct Open { bytes32 billId; bytes32 jobId; address user; address adaptor; uint256 maxComputeUnits; }',
  'struct Settle { bytes32 billId; address node; uint256 computeUnits; uint256 latencyPenaltyBps; }',
  'function openBills(Open[] requests)',
  'function settleBills(Settle[] requests)',
  'function refundBills(bytes32[] billIds)',
  'function bills(bytes32 billId) view returns (uint8 status, address user, uint256 price, uint256 escrow)',
])

const states: readonly BillState[] = ['none', 'open', 'closed']
/** Estimates are made on one state and spent on another: half as much again covers storage that others change meanwhile. */
const GAS_MARGIN_PERCENT = 150n
const REQUEST_TIMEOUT_MS = 15_000

/** @param key private key of the settler; it stays inside @param url may carry a key of its own, so errors never show it */
export function rpcBillChain(url: string, bill: string, key: string): BillChain {
  const options = { timeout: REQUEST_TIMEOUT_MS, retryCount: 1 }
  const transport = url.startsWith('ws') ? webSocket(url, options) : http(url, { ...options, batch: true })
  const client: PublicClient = createPublicClient({ transport })
  const account = signer(key)
  const to = bill as Hex
  return {
    states: (billIds) =>
      asked('bills', () =>
        Promise.all(
          billIds.map(async (billId) => {
            const [status] = await client.readContract({
              address: to,
              abi,
              functionName: 'bills',
              args: [billId as Hex],
            })
            return states[status] ?? 'closed'
          }),
        ),
      ),
    refusal: async (call) => {
      try {
        await client.call({ account: account.address, to, data: encode(call) })
        return null
      } catch (error) {
        if ((error as Error).name === 'CallExecutionError' && /revert/i.test((error as Error).message))
          return revertText(error)
        throw unreachable('a simulation', error)
      }
    },
    sign: (call) =>
      asked('what a transaction needs', async () => {
        const data = encode(call)
        const [chainId, nonce, gasPrice, gas] = await Promise.all([
          client.getChainId(),
          client.getTransactionCount({ address: account.address, blockTag: 'pending' }),
          client.getGasPrice(),
          client.estimateGas({ account: account.address, to, data }),
        ])
        const fields = {
          type: 'legacy',
          chainId,
          nonce,
          gasPrice,
          gas: (gas * GAS_MARGIN_PERCENT) / 100n,
          to,
          data,
        } as const
        const raw = await account.signTransaction(fields)
        return { raw, hash: keccak256(raw) }
      }),
    send: async ({ raw, hash }) => {
      try {
        await client.sendRawTransaction({ serializedTransaction: raw as Hex })
      } catch (error) {
        // sent before, and known or mined: as good as sent now
        if (!(await isKnown(client, hash as Hex))) throw unreachable(`a place for transaction ${hash}`, error)
      }
    },
    outcome: (hash) =>
      asked('a receipt', async () => {
        try {
          const receipt = await client.getTransactionReceipt({ hash: hash as Hex })
          return receipt.status === 'success' ? 'succeeded' : 'reverted'
        } catch (error) {
          if (!(error instanceof TransactionReceiptNotFoundError)) throw error
          return (await isKnown(client, hash as Hex)) ? 'pending' : 'unknown'
        }
      }),
  }
}

async function isKnown(client: PublicClient, hash: Hex): Promise<boolean> {
  try {
    await client.getTransaction({ hash })
    return true
  } catch (error) {
    if (error instanceof TransactionNotFoundError) return false
    throw unreachable(`transaction ${hash}`, error)
  }
}

function signer(key: string) {
  try {
    return privateKeyToAccount(key as Hex)
  } catch {
    throw new AssayError('E-SETTLER-KEY', 'SETTLER_KEY is not a private key: 0x and 64 hex digits', {
      next: 'Set SETTLER_KEY or SETTLER_KEY_FILE, or unset it: then bills are left to another settler.',
    })
  }
}

function encode(call: BillCall): Hex {
  switch (call.action) {
    case 'open':
      return encodeFunctionData({
        abi,
        functionName: 'openBills',
        args: [
          call.bills.map((each) => ({
            billId: each.billId as Hex,
            jobId: each.jobId as Hex,
            user: each.user as Hex,
            adaptor: each.adaptor as Hex,
            maxComputeUnits: each.maxComputeUnits,
          })),
        ],
      })
    case 'settle':
      return encodeFunctionData({
        abi,
        functionName: 'settleBills',
        args: [
          call.bills.map((each) => ({
            billId: each.billId as Hex,
            node: each.node as Hex,
            computeUnits: each.computeUnits,
            latencyPenaltyBps: BigInt(each.penaltyBps),
          })),
        ],
      })
    case 'refund':
      return encodeFunctionData({
        abi,
        functionName: 'refundBills',
        args: [call.bills.map((each) => each.billId as Hex)],
      })
  }
}

function revertText(error: unknown): string {
  const message = (error as { shortMessage?: string; message: string }).shortMessage ?? (error as Error).message
  const data = (error as { walk?: (test: (each: unknown) => boolean) => { data?: string } | null }).walk?.(
    (each) => typeof (each as { data?: unknown }).data === 'string',
  )?.data
  return `${redact(message.split('\n')[0]!).slice(0, 200)}${data ? ` ${data.slice(0, 74)}` : ''}`
}

async function asked<T>(what: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    throw unreachable(what, error)
  }
}

/** Keeps the kind of the failure and drops viem's text, which quotes the endpoint. */
function unreachable(what: string, error: unknown): AssayError {
  return new AssayError('E-RPC', `the node did not give ${what}: ${(error as Error).name}`, {
    next: 'Check that the RPC endpoint of the network answers (assay doctor).',
    retryable: true,
  })
}
