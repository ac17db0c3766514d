import { encodeFunctionData } from 'viem'
import type { Address, TestChain } from './anvil'

/** A Safe batch in words, as its file has it. */
interface Batch {
  readonly transactions: readonly {
    readonly to: Address
    readonly value: string
    readonly contractMethod: { readonly name: string; readonly inputs: readonly { name: string; type: string }[] }
    readonly contractInputsValues: Readonly<Record<string, string>>
  }[]
}

/** Sends a batch as the Safe transaction builder makes it: the data of each is made of its words. */
export async function sendBatch(chain: TestChain, from: Address, { transactions }: Batch): Promise<void> {
  for (const { to, value, contractMethod, contractInputsValues } of transactions) {
    const { name, inputs } = contractMethod
    const abi = [{ type: 'function', name, inputs, outputs: [], stateMutability: 'payable' }] as const
    const args = inputs.map((each) => contractInputsValues[each.name])
    await chain.send({ from, to, value: BigInt(value), data: encodeFunctionData({ abi, functionName: name, args }) })
  }
}
