import { type Hex, toFunctionSelector } from 'viem'

/** A static ABI value: numbers, booleans, and hex of addresses (padded left) or of 32 bytes. */
type Word = bigint | number | boolean | string
/** A word, a dynamic array of words, a dynamic array of static tuples, or a string. */
export type Argument = Word | readonly Word[] | readonly (readonly Word[])[] | Text

/** A Solidity `string` argument; plain JS strings are hex words. */
export class Text {
  constructor(readonly value: string) {}
}

/**
 * Encoder of one contract function. Twenty thousand bills are a million words: this writes them without the
 * generality (and the tenfold cost) of a full ABI library, which a test holds it equal to.
 */
export function method(signature: string): (...args: readonly Argument[]) => Hex {
  let selector: Hex | undefined
  return (...args) => {
    selector ??= toFunctionSelector(`function ${signature}`)
    return `${selector}${encode(args)}` as Hex
  }
}

/** ABI encoding of arguments without a selector, as a constructor takes them; no 0x. @throws RangeError */
export function encode(args: readonly Argument[]): string {
  const head: string[] = []
  const tail: string[] = []
  let offset = args.length * 32
  for (const arg of args) {
    if (!Array.isArray(arg) && !(arg instanceof Text)) {
      head.push(word(arg as Word))
      continue
    }
    const body = arg instanceof Text ? text(arg.value) : array(arg as readonly (Word | readonly Word[])[])
    head.push(word(offset))
    tail.push(body)
    offset += body.length / 2
  }
  return head.join('') + tail.join('')
}

function array(items: readonly (Word | readonly Word[])[]): string {
  const words = [word(items.length)]
  for (const item of items) {
    if (Array.isArray(item)) for (const each of item) words.push(word(each))
    else words.push(word(item as Word))
  }
  return words.join('')
}

function text(value: string): string {
  const hex = Buffer.from(value, 'utf8').toString('hex')
  return word(hex.length / 2) + hex.padEnd(Math.ceil(hex.length / 64) * 64, '0')
}

function word(value: Word): string {
  if (typeof value === 'string') {
    if (!/^0x[0-9a-f]{1,64}$/i.test(value)) throw new RangeError(`not a hex word: ${value}`)
    return value.slice(2).toLowerCase().padStart(64, '0')
  }
  if (typeof value === 'boolean') return word(value ? 1n : 0n)
  const digits = value.toString(16)
  if (value < 0 || digits.length > 64 || digits.includes('.')) throw new RangeError(`not a uint256: ${value}`)
  return digits.padStart(64, '0')
}
