import { type Abi, decodeFunctionData, getAbiItem, getAddress, type Hex } from 'viem'
import type { Call } from '../../chain/calls'
import type { BatchTransaction } from './batchFile'

/**
 * A call as the builder shows it to whoever signs: the method and each input by name. Its `data` is null, since the
 * builder shows a transaction that has data as bare hex and leaves method and inputs unread; it makes the data of them.
 * @param abi of the contract that is called: the words are read from the data itself, so the two cannot differ
 */
export function inWords(abi: Abi, { to, data, value = 0n }: Call): BatchTransaction {
  const { functionName, args = [] } = decodeFunctionData({ abi, data: data as Hex })
  const method = getAbiItem({ abi, name: functionName })
  if (method?.type !== 'function') throw new TypeError(`${functionName} is no function`)
  const inputs = method.inputs.map(({ name = '', type, internalType = type }) => ({ internalType, name, type }))
  const values = inputs.map(({ name, type }, at) => [name, asText(type, args[at])] as const)
  return {
    to: getAddress(to),
    value: value.toString(),
    data: null,
    contractMethod: { inputs, name: functionName, payable: method.stateMutability === 'payable' },
    contractInputsValues: Object.fromEntries(values),
  }
}

/** A number is written in digits: the builder refuses JSON's own, which end at 2^53. */
function asText(type: string, value: unknown): string {
  return type === 'address' ? getAddress(value as string) : String(value)
}
