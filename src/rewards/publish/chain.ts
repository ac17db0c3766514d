import type { Hex } from 'viem'
import type { At, Call } from '../../chain/calls'
import type { callInARow } from '../../chain/inARow'
import type { Receipts } from '../../chain/mined'
import type { SignedCall } from '../../chain/send'
import type { Address, BaseUnits, Hash, Seconds } from '../../economics/units'
import type { ClaimWindow, OnChain } from './distributor'

/** A chain and a key, as publishing needs them. */
export interface PublishChain extends Receipts {
  readonly signer: Address
  /** the distribution as the distributor has it at the head; null: not published */
  published(distributor: Address, programId: Hash, period: bigint): Promise<OnChain | null>
  /** hash of the report that a distribution was published with in a block; undefined: in another one, or never */
  publishedHash(distributor: Address, programId: Hash, period: bigint, blockHash: string): Promise<Hash | undefined>
  /** the window that the program's next distribution gets; null: none, or the distributor is of before there were any */
  claimWindow(distributor: Address, programId: Hash): Promise<ClaimWindow | null>
  /** @param asset token, or `eth` */
  balance(asset: Address | 'eth', account: Address): Promise<BaseUnits>
  allowance(token: Address, owner: Address, spender: Address): Promise<BaseUnits>
  /** Runs the call without sending it. @throws AssayError E-WOULD-REVERT with the contract's reason */
  simulate(call: Call): Promise<void>
  /** What would become of calls that an account, such as a Safe, makes in a row. */
  simulateInARow(from: Address, calls: readonly Call[]): ReturnType<typeof callInARow>
  /** @throws AssayError E-GAS-PRICE when the network asks more for gas than is ever paid */
  sign(call: Call): Promise<SignedCall>
  /**
   * The same call with the same nonce at a higher price, so that a chain includes one of the two.
   * @param refused whether the node refused its price; then it is raised, whatever the network asks
   * @returns null while its price is what the network asks
   * @throws AssayError E-GAS-PRICE when it would have to pay more than is ever paid
   */
  replacement(signed: SignedCall, refused: boolean): Promise<SignedCall | null>
  /** Succeeds too where the node has the transaction already. @throws AssayError E-UNDERPRICED, E-SEND */
  send(signed: Pick<SignedCall, 'raw' | 'hash'>): Promise<void>
  /** number of an account's transactions in blocks */
  nonce(account: Address): Promise<number>
  headTime(): Promise<Seconds>
  /** Whether a contract takes a signature over a hash as its own (ERC-1271). @throws AssayError E-RPC, E-STATE-PRUNED */
  takesSignature(signer: Address, hash: Hex, signature: Hex, at?: At): Promise<boolean>
}
