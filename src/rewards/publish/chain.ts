import type { Hex } from 'viem'
import type { Address, BaseUnits, Hash, Seconds } from '../../economics/units'
import type { Call, OnChain } from './distributor'

/** A signed transaction; sending it twice is one transaction. */
export interface SignedCall {
  readonly signer: Address
  readonly nonce: number
  readonly hash: Hash
  readonly raw: Hex
}

export interface Mined {
  readonly block: number
  readonly ok: boolean
}

/** What publishing needs of a chain and a key. */
export interface PublishChain {
  readonly signer: Address
  /** what the distributor holds, at the head; null: nothing published */
  published(distributor: Address, programId: Hash, period: bigint): Promise<OnChain | null>
  /** @param asset token, or `eth` */
  balance(asset: Address | 'eth', account: Address): Promise<BaseUnits>
  allowance(token: Address, owner: Address, spender: Address): Promise<BaseUnits>
  /** Runs the call without sending it. @throws AssayError E-WOULD-REVERT with the contract's reason */
  simulate(call: Call): Promise<void>
  sign(call: Call): Promise<SignedCall>
  /** A transaction that the node knows already is sent. */
  send(signed: Pick<SignedCall, 'raw' | 'hash'>): Promise<void>
  /** null: not in a block of the head's chain */
  mined(tx: Hash): Promise<Mined | null>
  /** number of the signer's transactions in blocks */
  nonce(): Promise<number>
  headTime(): Promise<Seconds>
}
