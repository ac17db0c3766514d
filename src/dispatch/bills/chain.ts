import { encodeFunctionData, type Hex, keccak256, parseAbi, stringToBytes } from 'viem'
import { functions } from '../../abi/bill'
import { type Call, call, gasOf, isRevert, refusalOf, revertData } from '../../chain/calls'
import { receiptOf } from '../../chain/mined'
import { type Node, type NodeOptions, openNode } from '../../chain/node'
import type { Refusal } from '../../chain/nodeError'
import { accountOf, type GasLimits, isKnown, type SignedCall, send, signCall } from '../../chain/send'
import { type Address, address, type Bps, type Hash } from '../../economics/units'
import { AssayError } from '../../errors'
import { redact } from '../../process/redaction'

/** A call of the bill contract by the settler: bills of one action. */
export type BillCall =
  | {
      readonly action: 'open'
      readonly bills: readonly {
        billId: Hash
        jobId: Hash
        user: Address
        adaptor: Address
        maxComputeUnits: bigint
      }[]
    }
  | {
      readonly action: 'settle'
      readonly bills: readonly { billId: Hash; node: Address; computeUnits: bigint; penaltyBps: Bps }[]
    }
  | { readonly action: 'refund'; readonly bills: readonly { billId: Hash }[] }

export type BillState = 'none' | 'open' | 'closed'

export type Transaction = Pick<SignedCall, 'raw' | 'hash' | 'nonce'>

/** Gas that a call takes now, or why the contract would refuse it. */
export type Estimate = { readonly gas: bigint } | { readonly refusal: string }

/** The bill contract, as the settler sees it. */
export interface BillChain {
  /** State of bills at the newest block, in the order of the ids. */
  states(billIds: readonly Hash[]): Promise<BillState[]>
  estimate(call: BillCall): Promise<Estimate>
  /** The most gas that a transaction should take, for it must find room in a block beside those of others. */
  mostGas(): Promise<bigint>
  /**
   * Signs without sending, so that the hash is known before anything happens.
   * @param gas by its estimate
   * @param after sent just before it, which the node may not count yet
   */
  sign(call: BillCall, gas: bigint, after?: Transaction): Promise<Transaction>
  send(signed: Transaction): Promise<void>
  /** `unknown`: the node never had it, or dropped it */
  outcome(tx: Hash): Promise<'succeeded' | 'reverted' | 'pending' | 'unknown'>
}

/** The job's bill: the same for every attempt, so that a job can be billed once. */
export function billIdOf(jobId: string): Hash {
  return keccak256(stringToBytes(`assay-bill:${jobId}`)) as Hash
}

/** Functions that take lists of structs; of each struct evm-abi's encoder writes the first field alone. */
const abi = parseAbi([
  'struct Open { bytes32 billId; bytes32 jobId; address user; address adaptor; uint256 maxComputeUnits; }',
  'struct Settle { bytes32 billId; address node; uint256 computeUnits; uint256 latencyPenaltyBps; }',
  'function openBills(Open[] requests)',
  'function settleBills(Settle[] requests)',
  'function refundBills(bytes32[] billIds)',
])

const states: readonly BillState[] = ['none', 'open', 'closed']
/** Half as much gas again covers storage that others change before a batch of bills is included. */
const GAS: GasLimits = { marginPercent: 150n }
/** Of a block's gas, what a transaction may ask for with that margin. */
const SHARE_OF_BLOCK_PERCENT = 50n
/** States of bills are read sixty to a request; one that fails twice is retried by the next round. */
export const BILL_NODE: NodeOptions = { timeoutMs: 15_000, retries: 1, batchSize: 60 }

/**
 * A call is refused, signed and sent by one endpoint: another one may not know what waits there. What is mined any may tell.
 * @param key private key of the settler; it stays inside
 * @param url may carry a key of its own, so errors never show it
 * @param mined tells receipts; unset: that endpoint
 */
export function rpcBillChain(url: string, bill: string, key: string, mined?: Node): BillChain {
  const node = openNode(url, BILL_NODE)
  const account = accountOf(key, wrongKey)
  const request = (bills: BillCall) => ({
    from: account.address as Address,
    to: address(bill),
    data: encode(bills),
  })
  return {
    states: (billIds) =>
      Promise.all(
        billIds.map(async (billId) => {
          const answer = await call(node, { to: address(bill), data: functions.bills.encode({ billId }) })
          return states[functions.bills.decodeResult(answer).status] ?? 'closed'
        }),
      ),
    estimate: async (bills) => {
      try {
        return { gas: await gasAfterWaiting(node, request(bills)) }
      } catch (error) {
        const refusal = refusalOf(error)
        if (refusal && isOfTheCall(refusal)) return { refusal: revertText(refusal) }
        throw error
      }
    },
    mostGas: async () => {
      const { gasLimit } = await node.ask<{ gasLimit: Hex }>('eth_getBlockByNumber', ['latest', false])
      return (BigInt(gasLimit) * SHARE_OF_BLOCK_PERCENT) / GAS.marginPercent
    },
    sign: (bills, gas, after) => signCall(node, account, request(bills), gas, GAS, after && after.nonce + 1),
    send: (signed) => send(node, signed),
    outcome: async (tx) => {
      const receipt = await receiptOf(mined ?? node, tx)
      if (receipt !== null) return receipt.ok ? 'succeeded' : 'reverted'
      return (await isKnown(node, tx)) ? 'pending' : 'unknown'
    },
  }
}

function wrongKey(): AssayError {
  return new AssayError('E-SETTLER-KEY', 'SETTLER_KEY is not a private key: 0x and 64 hex digits', {
    next: 'Set SETTLER_KEY or SETTLER_KEY_FILE, or unset it: then bills are left to another settler.',
  })
}

function encode(call: BillCall): Hex {
  switch (call.action) {
    case 'open':
      return encodeFunctionData({ abi, functionName: 'openBills', args: [call.bills] })
    case 'settle': {
      const bills = call.bills.map((each) => ({ ...each, latencyPenaltyBps: BigInt(each.penaltyBps) }))
      return encodeFunctionData({ abi, functionName: 'settleBills', args: [bills] })
    }
    case 'refund':
      return encodeFunctionData({ abi, functionName: 'refundBills', args: [call.bills.map(idOf)] })
  }
}

const idOf = ({ billId }: { readonly billId: Hash }) => billId

/**
 * After what waits for a block: a requester's tokens may pay for each of two batches and not for both, and a batch that
 * reverts has cost its gas. On the head's state where a node knows no other.
 */
async function gasAfterWaiting(node: Node, what: Call): Promise<bigint> {
  try {
    return await gasOf(node, what, 'pending')
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined || isOfTheCall(refusal)) throw error
    return gasOf(node, what)
  }
}

/** Whether the call itself is refused: by the contract, or for it takes more gas than the node lets any take, and fewer bills may do. */
function isOfTheCall(refusal: Refusal): boolean {
  return isRevert(refusal) || /out of gas|gas required exceeds|exceeds.*gas limit/i.test(refusal.message)
}

function revertText(refusal: Refusal): string {
  const data = revertData(refusal)
  return `${redact(refusal.message.split('\n')[0]!).slice(0, 200)}${data ? ` ${data.slice(0, 74)}` : ''}`
}
