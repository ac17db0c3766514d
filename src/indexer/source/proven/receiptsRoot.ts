import { RLP } from '@ethereumjs/rlp'
import { Trie } from '@ethereumjs/trie'
import type { Keccak } from '../../../keccak'

interface ReceiptLog {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
}

/** A receipt as the node gives it, as far as its trie holds it. */
export interface WireReceipt {
  readonly type?: string
  readonly status?: string
  /** in place of a status before Byzantium */
  readonly root?: string
  readonly cumulativeGasUsed: string
  readonly logsBloom: string
  readonly logs: readonly ReceiptLog[]
  readonly depositNonce?: string
  readonly depositReceiptVersion?: string
  readonly blockHash: string
  readonly transactionHash: string
}

/** Of a rollup: a transaction that its first layer made. */
const DEPOSIT = 0x7e
/** Legacy, access lists, fees by base, blobs, code of accounts. */
const LAST_TYPE = 4

/** The type of a receipt that is encoded in a way that is not known here. */
export function unknownType(receipts: readonly WireReceipt[]): string | undefined {
  return receipts.find(({ type = '0x0' }) => Number(type) > LAST_TYPE && Number(type) !== DEPOSIT)?.type
}

/** The root of the trie of a block's receipts, in the order of their transactions. @throws where they are not receipts */
export async function receiptsRoot(receipts: readonly WireReceipt[], keccak: Keccak): Promise<string> {
  const trie = new Trie({ useKeyHashingFunction: keccak })
  for (const [at, receipt] of receipts.entries()) await trie.put(RLP.encode(at), encoded(receipt))
  return `0x${Buffer.from(trie.root()).toString('hex')}`
}

function encoded(receipt: WireReceipt): Uint8Array {
  const type = Number(receipt.type ?? '0x0')
  const items = [
    receipt.root ?? BigInt(receipt.status ?? '0x0'),
    BigInt(receipt.cumulativeGasUsed),
    receipt.logsBloom,
    receipt.logs.map(({ address, topics, data }) => [address, [...topics], data]),
    // Since its second version the nonce is part of what is hashed.
    ...(type === DEPOSIT && receipt.depositReceiptVersion !== undefined
      ? [BigInt(receipt.depositNonce ?? '0x0'), BigInt(receipt.depositReceiptVersion)]
      : []),
  ]
  const payload = RLP.encode(items)
  return type === 0 ? payload : Uint8Array.from([type, ...payload])
}
