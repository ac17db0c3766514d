import {
  type Abi,
  type AbiEvent,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
  type Hex,
  pad,
} from 'viem'
import type { Profile } from '../../../src/config/profile'
import { abiOf } from '../../../src/witness/chain/abis'
import type { Rpc } from '../../../src/witness/chain/rpc'
import type { Log } from './log'

/** What a distributor holds of a period. */
export interface Holding {
  /** ETH, unless it is said */
  readonly asset?: string
  readonly period: bigint
  readonly root: Hex
  readonly total: bigint
}

interface RpcLog {
  readonly address: string
  readonly topics: readonly Hex[]
  readonly data: Hex
  readonly blockNumber: Hex
  readonly blockHash: Hex
  readonly transactionHash: Hex
  readonly logIndex: Hex
}

const hex = (value: number): Hex => `0x${value.toString(16)}`
const hashOf = (block: number): Hex => pad(hex(block + 1), { size: 32 })
/** One transaction a log: its hash tells which. */
const txOf = (block: number, index: number): Hex =>
  `0x${'7'.repeat(48)}${hex(block * 1_000 + index)
    .slice(2)
    .padStart(16, '0')}`

/** An argument of an event; what a scenario does not say, nothing reads. */
function argument(type: string, said: string | undefined): bigint | string {
  if (type.startsWith('uint')) return BigInt(said ?? 0)
  return said ?? `0x${'0'.repeat(type === 'address' ? 40 : 64)}`
}

/** A node with the logs of a test, and a distributor that holds what it was told to. */
export class FakeNode implements Rpc {
  private readonly logs: RpcLog[] = []
  private readonly calls = new Map<string, { to: string; input: string }>()
  private readonly times = new Map<number, number>()
  private readonly stakes: { readonly user: string; readonly opened: number; closed: number | null }[] = []
  readonly holds: Holding[] = []
  /** refuses wider ranges of blocks, as providers do */
  widest = 50
  asked = 0

  constructor(
    private readonly profile: Profile,
    log: Log,
    private readonly last: number,
  ) {
    for (const [block, index, time, kind, event, data] of log.rows) {
      this.times.set(block, time)
      this.add(block, index, kind, event.split('.')[1]!, JSON.parse(data))
    }
  }

  /** A log of a kind of contract. */
  add(block: number, index: number, kind: string, eventName: string, args: Readonly<Record<string, string>>): void {
    const address = this.addressOf(kind)
    const abi: Abi = abiOf(kind)
    const event = abi.find((each): each is AbiEvent => each.type === 'event' && each.name === eventName)!
    const values = event.inputs.map(({ name, type }) => argument(type, args[name!]))
    const named = Object.fromEntries(event.inputs.map(({ name }, at) => [name, values[at]]))
    const plain = event.inputs.filter(({ indexed }) => !indexed)
    this.logs.push({
      address,
      topics: encodeEventTopics({ abi: [event], args: named }) as Hex[],
      data: encodeAbiParameters(
        plain,
        plain.map(({ name }) => named[name!]),
      ),
      ...{
        blockNumber: hex(block),
        blockHash: hashOf(block),
        transactionHash: txOf(block, index),
        logIndex: hex(index),
      },
    })
    if (eventName === 'Staked') this.stakes.push({ user: args.user!, opened: block, closed: null })
    if (eventName === 'Unstaked') this.withdrawn(block, args)
    if (args.callInput !== undefined)
      this.calls.set(txOf(block, index), {
        to: args.callTo === kind ? address : `0x${'77'.repeat(20)}`,
        input: args.callInput,
      })
  }

  async ask<T>(method: string, params: readonly unknown[]): Promise<T> {
    this.asked++
    return (await this.answer(method, params)) as T
  }

  private answer(method: string, [first, second]: readonly unknown[]): unknown {
    switch (method) {
      case 'eth_chainId':
        return hex(this.profile.chainId)
      case 'eth_getBlockByNumber': {
        const block = String(first).startsWith('0x') ? Number(first) : this.last
        return { number: hex(block), hash: hashOf(block), timestamp: hex(this.timeOf(block)) }
      }
      case 'eth_getTransactionByHash':
        return this.calls.get(String(first)) ?? null
      case 'eth_getLogs':
        return this.select(first as Parameters<FakeNode['select']>[0])
      case 'eth_call':
        return this.call(first as { to: string; data: Hex }, Number(second))
    }
    throw new Error(`not served: ${method}`)
  }

  /** That of the last block before it with a log: blocks in between have no time of their own. */
  private timeOf(block: number): number {
    for (let at = block; at >= 0; at--) if (this.times.has(at)) return this.times.get(at)!
    return 0
  }

  setTime(block: number, time: number): void {
    this.times.set(block, time)
  }

  private select(filter: {
    address: string[]
    topics: (string | string[] | null)[]
    fromBlock: string
    toBlock: string
  }) {
    const [from, to] = [Number(filter.fromBlock), Number(filter.toBlock)]
    if (to - from >= this.widest) throw new Error(`block range is limited to ${this.widest}`)
    const fits = (log: RpcLog) =>
      filter.address.includes(log.address) &&
      filter.topics.every((topic, at) => topic === null || [topic].flat().includes(log.topics[at]!))
    const inside = this.logs.filter(({ blockNumber }) => Number(blockNumber) >= from && Number(blockNumber) <= to)
    return inside.filter(fits)
  }

  private withdrawn(block: number, { user, callInput = '', callWithdrawn }: Readonly<Record<string, string>>): void {
    const index = Number(callWithdrawn ?? `0x${callInput.slice(-64)}`)
    const stake = this.stakes.filter((each) => each.user === user)[index]
    if (stake) stake.closed = block
  }

  private call({ to, data }: { to: string; data: Hex }, block: number): Hex {
    const pool = Object.values(this.profile.contracts).find(({ kind }) => kind === 'destra-pool')
    if (to === pool?.address) return this.userStakes(`0x${data.slice(-40)}`, block)
    const abi = abiOf('merkle-distributor')
    const period = BigInt(`0x${data.slice(10 + 64, 10 + 128)}`)
    const held = this.holds.find((each) => each.period === period)
    const zero: Hex = `0x${'0'.repeat(64)}`
    const result = [held?.asset ?? `0x${'0'.repeat(40)}`, held?.root ?? zero, held?.total ?? 0n, 0n]
    return encodeFunctionResult({ abi, functionName: 'distributions', result })
  }

  private userStakes(user: string, block: number): Hex {
    const rest = { amount: 1n, lockinPeriod: 1n, startTime: 1n, eligibilityThresholdAtStake: 1n, rewardPeriodIndex: 0n }
    const own = this.stakes.filter((stake) => stake.user === user && stake.opened <= block)
    const result = own.map(({ closed }) => ({ ...rest, withdrawn: closed !== null && closed <= block }))
    return encodeFunctionResult({ abi: abiOf('destra-pool'), functionName: 'getUserStakes', result })
  }

  private addressOf(kind: string): string {
    return Object.values(this.profile.contracts).find((each) => each.kind === kind)!.address
  }
}
