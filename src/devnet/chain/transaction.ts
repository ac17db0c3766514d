import type { Hex } from 'viem'
import type { Address, BaseUnits, BlockNumber, Hash, Seconds } from '../../economics/units'

/** A transaction the scenario wants; the writer gives it its nonce. */
export interface Wish {
  readonly from: Address
  /** null creates a contract */
  readonly to: Address | null
  readonly data: Hex
  readonly value?: BaseUnits
  /** limit, set by hand: estimating would double the work */
  readonly gas: number
  /** what it is for, shown when it fails */
  readonly label: string
}

/** The fields of a sent transaction: enough to send it again and get the same hash. */
export type Sent = readonly [from: Address, to: Address | null, nonce: number, gas: number, value: string, data: Hex]

/** A transaction somebody else put in the pool: its signed bytes, or the fields of an impersonated one. */
export type Foreign = { readonly from: Address; readonly nonce: number; readonly raw: Hex } | { readonly sent: Sent }

/** The transactions of a block in their order: an index into the intent, or a foreign one. */
export type Order = readonly (number | Foreign)[]

/** Which part of the scenario a block belongs to; `live` blocks have foreign transactions among them. */
export type Phase = 'deploy' | 'history' | 'fill' | 'live'

export interface BlockWish {
  readonly time: Seconds
  readonly phase: Phase
  /** what the planner wants, in order */
  readonly planned: readonly Wish[]
  /** beside the plan, e.g. claims with proofs from the API; not repeated when the plan is made again */
  readonly unplanned?: readonly Wish[]
}

export interface MinedBlock {
  readonly number: BlockNumber
  readonly hash: Hash
  readonly time: Seconds
  readonly transactions: number
  /** labels of scripted transactions that reverted or were refused; empty in history, where it is an error */
  readonly failed: readonly string[]
}

/** JSON-RPC parameter of `eth_sendTransaction`. */
export function sendParameter([from, to, nonce, gas, value, data]: Sent): Record<string, string> {
  return {
    from,
    ...(to !== null && { to }),
    nonce: quantity(nonce),
    gas: quantity(gas),
    gasPrice: '0x0',
    value: quantity(BigInt(value)),
    data,
  }
}

export function quantity(value: number | bigint): Hex {
  return `0x${value.toString(16)}`
}
