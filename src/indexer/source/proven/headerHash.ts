import { RLP } from '@ethereumjs/rlp'
import type { Keccak } from '../../../keccak'

/** A block as `eth_getBlockBy…` gives it. */
export type WireBlock = Readonly<Record<string, unknown>>

/** In the order in which they are hashed: texts as they are, quantities without zeros before them. */
const FIELDS = [
  ...['parentHash', 'sha3Uncles', 'miner', 'stateRoot', 'transactionsRoot', 'receiptsRoot', 'logsBloom'],
  ...['difficulty', 'number', 'gasLimit', 'gasUsed', 'timestamp', 'extraData', 'mixHash', 'nonce'],
] as const
/** What upgrades have put behind them, each behind the one before: London, Shanghai, Cancun, Prague. */
const LATER = [
  ...['baseFeePerGas', 'withdrawalsRoot', 'blobGasUsed', 'excessBlobGas', 'parentBeaconBlockRoot', 'requestsHash'],
] as const
const QUANTITIES: ReadonlySet<string> = new Set([
  ...['difficulty', 'number', 'gasLimit', 'gasUsed', 'timestamp', 'baseFeePerGas', 'blobGasUsed', 'excessBlobGas'],
])
/** What a node tells beside the header. */
const BESIDE = ['hash', 'size', 'totalDifficulty', 'transactions', 'uncles', 'withdrawals']
const KNOWN: ReadonlySet<string> = new Set([...FIELDS, ...LATER, ...BESIDE])

/** keccak256 of the header's RLP; undefined where fields are missing or no texts. */
export function hashOfHeader(block: WireBlock, keccak: Keccak): string | undefined {
  const present = (name: string) => block[name] !== undefined && block[name] !== null
  const names = [...FIELDS, ...LATER.filter(present)]
  const values = names.map((name) => block[name])
  if (!values.every((value): value is string => typeof value === 'string' && /^0x[0-9a-f]*$/i.test(value)))
    return undefined
  const items = values.map((value, i) => (QUANTITIES.has(names[i]!) ? BigInt(value) : value))
  return `0x${Buffer.from(keccak(RLP.encode(items))).toString('hex')}`
}

/** A field that is none of Ethereum's: a chain may hash it too. */
export const foreignField = (block: WireBlock) => Object.keys(block).find((name) => !KNOWN.has(name))
