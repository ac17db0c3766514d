import { type Abi, decodeEventLog, decodeFunctionResult, encodeFunctionData, type Hex, isAddress } from 'viem'
import { type Address, type Receipt, Reverted, RpcError, type TestChain } from './anvil'

/** A decoded log: `name` and its arguments by name. */
export interface SeenEvent {
  name: string
  args: Record<string, unknown>
}

/** A deployed reference contract: writes are transactions of their own, reads are calls at the head. */
export class TestContract {
  constructor(
    readonly chain: TestChain,
    readonly address: Address,
    readonly abi: Abi,
  ) {}

  /** @returns the receipt @throws Reverted */
  write(from: Address, functionName: string, args: unknown[] = [], value = 0n): Promise<Receipt> {
    return this.chain.send({ from, to: this.address, data: this.encode(functionName, args), value })
  }

  async read<T>(functionName: string, args: unknown[] = []): Promise<T> {
    try {
      const data = await this.chain.rpc<Hex>(
        'eth_call',
        { to: this.address, data: this.encode(functionName, args) },
        'latest',
      )
      return decodeFunctionResult({ abi: this.abi, functionName, data }) as T
    } catch (error) {
      if (error instanceof RpcError && error.data) throw new Reverted(functionName, error.data)
      throw error
    }
  }

  encode(functionName: string, args: unknown[] = []): Hex {
    return encodeFunctionData({ abi: this.abi, functionName, args })
  }

  /** This contract's events of a receipt, in log order. */
  events(receipt: Receipt): SeenEvent[] {
    return receipt.logs
      .filter((log) => log.address.toLowerCase() === this.address.toLowerCase())
      .map((log) => {
        const { eventName, args } = decodeEventLog({ abi: this.abi, topics: log.topics, data: log.data })
        return { name: String(eventName), args: lowerAddresses((args ?? {}) as unknown as Record<string, unknown>) }
      })
  }

  /** The arguments of the only event of that name. */
  event(receipt: Receipt, name: string): Record<string, unknown> {
    const found = this.events(receipt).filter((event) => event.name === name)
    if (found.length !== 1) throw new Error(`expected one ${name}, saw ${found.length}`)
    return found[0]!.args
  }
}

/** Addresses compare as lower-case text everywhere in the tests. */
function lowerAddresses(args: Record<string, unknown>): Record<string, unknown> {
  const lower = (value: unknown) => (typeof value === 'string' && isAddress(value) ? value.toLowerCase() : value)
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, lower(value)]))
}

/** `contract.event` names of a receipt in log order, over several contracts. */
export function eventOrder(receipt: Receipt, contracts: Record<string, TestContract>): string[] {
  return receipt.logs.map((log) => {
    const entry = Object.entries(contracts).find(([, c]) => c.address.toLowerCase() === log.address.toLowerCase())
    if (!entry) return `unknown.${log.topics[0]}`
    const [label, contract] = entry
    const { eventName } = decodeEventLog({ abi: contract.abi, topics: log.topics, data: log.data })
    return `${label}.${eventName}`
  })
}
