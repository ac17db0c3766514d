import type { ChildProcess } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { decodeErrorResult, encodeDeployData, type Hex } from 'viem'
import { GENESIS, startAnvil } from './anvilProcess'
import { loadArtifact } from './artifact'
import { TestContract } from './contract'

export type Address = `0x${string}`

export interface TxRequest {
  from: Address
  to?: Address
  data?: Hex
  /** Wei sent along. */
  value?: bigint
}

export interface RawLog {
  address: Address
  topics: [Hex, ...Hex[]]
  data: Hex
  logIndex: Hex
}

export interface Receipt {
  transactionHash: Hex
  status: Hex
  contractAddress: Address | null
  blockNumber: Hex
  blockHash: Hex
  logs: RawLog[]
}

export const ZERO: Address = '0x0000000000000000000000000000000000000000'
/** The burn sink. */
export const DEAD: Address = '0x000000000000000000000000000000000000dead'

/** The n-th test account; every address may send, so any number does. */
export function account(n: number): Address {
  return `0x${(0xa000 + n).toString(16).padStart(40, '0')}`
}

/** Above any transaction of the suites, below anvil's block limit of 30 million. */
const GAS_LIMIT = '0x1312d00'

/**
 * A chain of one's own: a real anvil on a free port, with the devnet's flags, whose blocks and clock only
 * the test moves. Every address may send; gas is free.
 */
export class TestChain {
  /** Time of the last block, in seconds. */
  now = GENESIS
  private nextId = 1

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Starts a node, in about 0.1 s. The caller must `stop` it. @param flags more anvil flags */
  static async start(flags: string[] = []): Promise<TestChain> {
    const { child, host } = await startAnvil(flags)
    return new TestChain(child, `http://${host}`)
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.kill('SIGKILL')
    await gone
  }

  async rpc<T>(method: string, ...params: unknown[]): Promise<T> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: this.nextId++, method, params }),
    })
    const body = (await response.json()) as { result: T; error?: { message: string; data?: Hex } }
    if (body.error) throw new RpcError(method, body.error.message, body.error.data)
    return body.result
  }

  /** Mines one block. @param timestamp seconds; one second after the last block unless given */
  async mine(timestamp = this.now + 1): Promise<void> {
    await this.rpc('evm_mine', `0x${timestamp.toString(16)}`)
    this.now = timestamp
  }

  /** Makes the next block's time `timestamp` by setting the clock one second before it. */
  async warp(timestamp: number): Promise<void> {
    if (timestamp - 1 > this.now) await this.mine(timestamp - 1)
  }

  /** Sends one transaction in a block of its own, one second after the last. @throws Reverted */
  async send(request: TxRequest): Promise<Receipt> {
    const hash = await this.submit(request)
    await this.mine()
    const receipt = await this.rpc<Receipt>('eth_getTransactionReceipt', hash)
    if (receipt.status !== '0x1') throw await this.whyReverted(hash)
    return receipt
  }

  /** Leaves a transaction in the pool for the next `mine`. @returns its hash */
  submit(request: TxRequest): Promise<Hex> {
    const value = `0x${(request.value ?? 0n).toString(16)}`
    return this.rpc<Hex>('eth_sendTransaction', { ...request, value, gas: GAS_LIMIT, gasPrice: '0x0' })
  }

  /** Deploys a reference contract from its committed artefact. */
  async deploy(name: string, args: unknown[], from: Address): Promise<TestContract> {
    const { abi, bytecode } = loadArtifact(name)
    const receipt = await this.send({ from, data: encodeDeployData({ abi, bytecode, args }) })
    return new TestContract(this, receipt.contractAddress as Address, abi)
  }

  async balance(account: Address): Promise<bigint> {
    return BigInt(await this.rpc<Hex>('eth_getBalance', account, 'latest'))
  }

  setBalance(account: Address, wei: bigint): Promise<unknown> {
    return this.rpc('anvil_setBalance', account, `0x${wei.toString(16)}`)
  }

  private async whyReverted(hash: Hex): Promise<Reverted> {
    const trace = await this.rpc<{ output?: Hex }>('debug_traceTransaction', hash, { tracer: 'callTracer' })
    return new Reverted(hash, trace.output ?? '0x')
  }
}

/** A transaction or call that reverted; `errorName` is the custom error of any reference contract. */
export class Reverted extends Error {
  readonly errorName: string

  constructor(where: string, data: Hex) {
    const name = errorNameOf(data)
    super(`reverted with ${name}: ${where}`)
    this.errorName = name
  }
}

export class RpcError extends Error {
  constructor(
    readonly method: string,
    message: string,
    readonly data?: Hex,
  ) {
    super(`${method}: ${message}`)
  }
}

function errorNameOf(data: Hex): string {
  for (const contractName of NAMES_WITH_ERRORS) {
    try {
      return decodeErrorResult({ abi: loadArtifact(contractName).abi, data }).errorName
    } catch {
      // Not an error of this contract: ask the next one.
    }
  }
  return data
}

/** Every committed artefact: a revert may come through from any contract in the call. */
const NAMES_WITH_ERRORS = readdirSync(path.resolve(__dirname, '../../contracts/artifacts')).map((file) =>
  path.basename(file, '.json'),
)
