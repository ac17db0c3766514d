import type { AbiEvent } from './abiEvent'

/** What a log says beside its place. */
export interface LogText {
  readonly topics: readonly string[]
  readonly data: string
}

const WORD_DIGITS = 64
const WORD_BYTES = 32n
const MODULUS = 1n << 256n

/**
 * The way back from what the event log stores of an event to its log, as Solidity writes it: with indexed arguments as
 * topics, and, as tokens older than the standard do, with all of them in the data. What is not told by a text, or was not
 * written so, gives no log or another one; whoever compares asks the chain then.
 */
export function encoded(event: AbiEvent): (stored: Readonly<Record<string, string>>) => readonly LogText[] {
  const types = /\((.*)\)$/.exec(event.signature)?.[1]?.split(',') ?? []
  const fields = Object.entries(event.params).map(([name, { indexed }], i) => ({
    name,
    indexed: indexed === true,
    type: types[i] ?? '',
  }))
  const inData = (some: typeof fields, stored: Readonly<Record<string, string>>) =>
    `0x${encodeAll(some.map(({ name, type }) => ({ type, text: stored[name] ?? '' })))}`
  return (stored) => {
    try {
      const indexed = fields.filter((field) => field.indexed)
      const topics = indexed.map(({ name, type }) => `0x${wordOf(type, stored[name] ?? '')}`)
      const rest = fields.filter((field) => !field.indexed)
      const standard = { topics: [event.topic, ...topics], data: inData(rest, stored) }
      return indexed.length === 0 ? [standard] : [standard, { topics: [event.topic], data: inData(fields, stored) }]
    } catch (error) {
      if (error instanceof RangeError || error instanceof SyntaxError) return []
      throw error
    }
  }
}

/** Words, and behind them what has no fixed length. */
function encodeAll(args: readonly { readonly type: string; readonly text: string }[]): string {
  let head = ''
  let tail = ''
  for (const { type, text } of args) {
    if (type !== 'string' && type !== 'bytes') {
      head += wordOf(type, text)
      continue
    }
    head += numberWord(BigInt(args.length) * WORD_BYTES + BigInt(tail.length / 2))
    const digits = type === 'bytes' ? text.slice(2) : Buffer.from(text, 'utf8').toString('hex')
    tail += numberWord(BigInt(digits.length / 2))
    tail += digits.padEnd(Math.ceil(digits.length / WORD_DIGITS) * WORD_DIGITS, '0')
  }
  return head + tail
}

/** @throws RangeError for a type that no word holds, SyntaxError for a text that is no such value */
function wordOf(type: string, text: string): string {
  if (/^u?int\d*$/.test(type)) return numberWord(BigInt(text))
  if (type === 'address') return text.slice(2).padStart(WORD_DIGITS, '0')
  if (type === 'bool') return numberWord(text === 'true' ? 1n : 0n)
  if (/^bytes\d+$/.test(type)) return text.slice(2).padEnd(WORD_DIGITS, '0')
  throw new RangeError(`an argument of type ${type} is no word`)
}

const numberWord = (value: bigint) => (value < 0n ? value + MODULUS : value).toString(16).padStart(WORD_DIGITS, '0')
