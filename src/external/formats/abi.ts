import { encodeAbiParameters, encodePacked } from 'viem'
import { word } from '../values'

/** Values as a dump writes them, ABI-encoded. @throws where a value is none of its type */
export function abiEncode(types: readonly string[], values: readonly unknown[]): Buffer {
  // Nearly every dump is of these, and each is one word: a hundred times faster than the general way.
  if (types.every((type) => /^(address|uint\d*)$/.test(type)))
    return Buffer.concat(values.map((value) => word(BigInt(String(value)))))
  const parameters = types.map((type) => ({ type }))
  return bytes(
    encodeAbiParameters(
      parameters,
      types.map((type, at) => native(type, values[at])),
    ),
  )
}

export function abiEncodePacked(types: readonly string[], values: readonly unknown[]): Buffer {
  return bytes(
    encodePacked(
      [...types],
      types.map((type, at) => native(type, values[at])),
    ),
  )
}

/** Whether a type of a dump is one that is encoded here: no tuples. */
export function isEncoded(type: string): boolean {
  return /^(address|bool|string|bytes\d{0,2}|u?int\d{0,3})(\[\d*\])*$/.test(type)
}

/** Dumps write numbers as text, and addresses with and without the capitals of a checksum. */
function native(type: string, value: unknown): unknown {
  const element = /^(.*)\[\d*\]$/.exec(type)?.[1]
  if (element !== undefined && Array.isArray(value)) return value.map((each) => native(element, each))
  if (/^u?int\d*$/.test(type)) return BigInt(String(value))
  return type === 'address' ? String(value).toLowerCase() : value
}

function bytes(text: string): Buffer {
  return Buffer.from(text.slice(2), 'hex')
}
