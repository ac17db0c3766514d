import type { RawLog } from '../log'
import type { AbiEvent } from './abiEvent'

/** Reads one word, 0x and 64 lower-case hex digits; the same value as the SDK's codec of that type. */
const readers: Readonly<Record<string, (word: string) => unknown>> = {
  address(word) {
    if (!word.startsWith(BEFORE_ADDRESS)) throw notAnAddress(word)
    return `0x${word.slice(BEFORE_ADDRESS.length)}`
  },
  bytes32: (word) => word,
  uint256: BigInt,
  uint112: (word) => BigInt(`0x${word.slice(34)}`),
  uint32: (word) => Number.parseInt(word.slice(58), 16),
  uint16: (word) => Number.parseInt(word.slice(62), 16),
  uint8: (word) => Number.parseInt(word.slice(64), 16),
  bool: (word) => word.slice(64) !== '00',
}

/** Accounts recur: one that was read from a topic need not be checked and cut out again. */
const recurring = new Map<string, unknown>()
/** Some 200 bytes each; beyond, all are forgotten. */
const MAX_RECURRING = 100_000

const BEFORE_ADDRESS = `0x${'0'.repeat(24)}`
const WORD_DIGITS = 64
const ADDRESS_LENGTH = 42
/** Whole words where the length is theirs; a pattern that counts the digits takes six times as long. */
const digits = /^0x[0-9a-f]*$/

interface Field {
  readonly name: string
  readonly indexed: boolean
  readonly read: (word: string) => unknown
}

/**
 * A decoder for the events whose every argument is one word, prepared once: no buffers, no proxies per log. What it
 * is not made for, other types and oddly written logs, goes to the SDK's decoder, which also says what is wrong.
 */
export function prepared(event: AbiEvent, sdk = careful(event)): (log: RawLog) => unknown {
  const types = /\((.*)\)$/.exec(event.signature)?.[1]?.split(',') ?? []
  const fields: Field[] = []
  for (const [i, [name, param]] of Object.entries(event.params).entries()) {
    const read = readers[types[i] ?? '']
    if (!read) return sdk
    fields.push({ name, indexed: param.indexed === true, read })
  }
  const topicCount = 1 + fields.filter(({ indexed }) => indexed).length
  const dataLength = 2 + (fields.length + 1 - topicCount) * WORD_DIGITS
  const oneWord = dataLength === 2 + WORD_DIGITS
  return (log) => {
    const { topics, data } = log
    if (topics.length !== topicCount || data.length !== dataLength || !digits.test(data)) return sdk(log)
    const args: Record<string, unknown> = {}
    let topic = 1
    let at = 2
    for (const { name, indexed, read } of fields) {
      if (!indexed) {
        args[name] = read(oneWord ? data : `0x${data.slice(at, at + WORD_DIGITS)}`)
        at += WORD_DIGITS
        continue
      }
      const word = topics[topic++]!
      let value = read === readers.address ? recurring.get(word) : undefined
      if (value === undefined) {
        if (word.length !== 2 + WORD_DIGITS || !digits.test(word)) return sdk(log)
        value = read(word)
        if (read === readers.address) remember(word, value)
      }
      args[name] = value
    }
    return args
  }
}

function remember(word: string, address: unknown): void {
  if (recurring.size >= MAX_RECURRING) recurring.clear()
  recurring.set(word, address)
}

/** The SDK's decoder, which also reads an event none of whose arguments is a topic, as of tokens older than the standard. */
export function topicless(event: AbiEvent): (log: RawLog) => unknown {
  const sdk = careful(event)
  const indexed = Object.values(event.params).map((param) => param.indexed === true)
  return (log) => {
    const words = log.data.slice(2).match(/.{64}/g) ?? []
    if (log.topics.length > 1 || log.data.length !== 2 + indexed.length * WORD_DIGITS) return sdk(log)
    const topics = words.filter((_, i) => indexed[i]).map((word) => `0x${word}`)
    const data = `0x${words.filter((_, i) => !indexed[i]).join('')}`
    return sdk({ ...log, topics: [...log.topics, ...topics], data })
  }
}

/** The SDK's decoder, which takes any word for an address, and any bytes for a text. */
function careful(event: AbiEvent): (log: RawLog) => unknown {
  const named = (type: string) =>
    Object.entries(event.params).flatMap(([name, { baseType }]) => (baseType === type ? [name] : []))
  const [addresses, texts] = [named('address'), named('string')]
  return (log) => {
    const args = event.decode({ topics: log.topics as string[], data: log.data }) as Record<string, unknown>
    for (const name of addresses) if ((args[name] as string).length !== ADDRESS_LENGTH) throw notAnAddress(args[name])
    if (texts.length === 0) return args
    return { ...args, ...Object.fromEntries(texts.map((name) => [name, storable(args[name] as string)])) }
  }
}

/** Postgres has no text with a NUL in it: one event would stop the indexer for ever. It becomes the replacement mark. */
const storable = (text: string) => text.replaceAll('\0', '\uFFFD')

/** No contract of ours writes more than an address where one belongs, and a shortened one would be somebody else's. */
const notAnAddress = (value: unknown) => new RangeError(`not an address: ${value}`)
