import type { AbiEvent } from './abiEvent'

type Restore = (text: string) => unknown

/** Numbers as the SDK's codecs have them: up to 32 bits a number, above a bigint. */
const SMALL_INTEGER = /^u?int(8|16|24|32)$/
const INTEGER = /^u?int\d+$/

/**
 * The way back from what the event log stores of an event, prepared once: texts to the values its decoder gave.
 * @throws RangeError when an argument has a type that a text does not tell
 */
export function restored(event: AbiEvent): (stored: Readonly<Record<string, string>>) => Record<string, unknown> {
  const types = /\((.*)\)$/.exec(event.signature)?.[1]?.split(',') ?? []
  const fields = Object.keys(event.params).map((name, i) => ({ name, restore: restoreOf(types[i] ?? '') }))
  return (stored) => {
    const args: Record<string, unknown> = {}
    for (const { name, restore } of fields) {
      const text = stored[name]
      if (text === undefined) throw new RangeError(`${event.signature} without ${name}`)
      args[name] = restore(text)
    }
    return args
  }
}

function restoreOf(type: string): Restore {
  if (SMALL_INTEGER.test(type)) return Number
  if (INTEGER.test(type)) return BigInt
  if (type === 'bool') return (text) => text === 'true'
  if (type === 'address' || type === 'string' || /^bytes\d*$/.test(type)) return (text) => text
  throw new RangeError(`an argument of type ${type} cannot be read back`)
}
