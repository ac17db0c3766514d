// The chain a bench reads: a real node, one token, and every figure that an indexer must arrive at, known beforehand.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { encodeDeployData, encodeFunctionData } from 'viem'
import { ROOT, say, startAnvil } from './machine.mjs'

const require = createRequire(import.meta.url)

const ISSUER = '0x000000000000000000000000000000000000a000'
const ZERO = `0x${'0'.repeat(40)}`
const SUPPLY = 10n ** 30n
/** Two of the largest fit into anvil's block of 30 million. */
const GAS_LIMIT = '0xd59f80'
const GENESIS = 1_735_689_600
/** Blocks the programs keep as not final. */
export const FINALITY = 10
/** Mined above the last event, so that it is final for everybody: Ponder takes thirty blocks of a chain it does not know. */
const SILENT_BLOCKS = 40

/** Compiled at run time: the sources are small, and no artefact can fall behind them. */
function compile() {
  const solc = require('solc')
  const read = (name) => ({ content: readFileSync(path.join(ROOT, 'bench/contracts', name), 'utf8') })
  const input = {
    language: 'Solidity',
    sources: { 'BulkToken.sol': read('BulkToken.sol'), 'Noise.sol': read('Noise.sol') },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: 'london',
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input)))
  if (output.errors?.length) throw new Error(output.errors.map((each) => each.formattedMessage).join('\n'))
  const contract = (name) => {
    const { abi, evm } = output.contracts[`${name}.sol`][name]
    return { abi, bytecode: `0x${evm.bytecode.object}` }
  }
  return { token: contract('BulkToken'), noise: contract('Noise') }
}

/** 100 full blocks are an answer of about 10 MB. */
const BLOCKS_PER_READ = 100

const hex = (number) => `0x${number.toString(16)}`

export class Chain {
  height = 0
  events = 0
  sum = 0n
  balances = new Map()
  lastEventBlock = 0

  static async start(holders) {
    const chain = new Chain()
    chain.holders = holders
    chain.contracts = compile()
    const node = await startAnvil()
    chain.pid = node.pid
    chain.url = `http://${node.host}`
    chain.wsUrl = `ws://${node.host}`
    chain.token = await chain.deploy(chain.contracts.token, [SUPPLY, BigInt(holders)])
    chain.noise = await chain.deploy(chain.contracts.noise, [])
    chain.balances.set(ISSUER, SUPPLY)
    chain.events = 1
    chain.sum = SUPPLY
    return chain
  }

  async rpc(method, ...params) {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    const { result, error } = await response.json()
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }

  send(to, data) {
    return this.rpc('eth_sendTransaction', { from: ISSUER, to, data, gas: GAS_LIMIT, gasPrice: '0x0' })
  }

  /** Blocks of a chain are seconds apart, however fast they are made. */
  async mine() {
    this.height++
    await this.rpc('evm_mine', hex(GENESIS + this.height * 2))
  }

  async deploy({ abi, bytecode }, args) {
    const hash = await this.send(undefined, encodeDeployData({ abi, bytecode, args }))
    await this.mine()
    return (await this.rpc('eth_getTransactionReceipt', hash)).contractAddress.toLowerCase()
  }

  /** Leaves a transaction with `count` transfers in the pool, and books them. */
  async pay(count) {
    const first = this.events - 1
    const call = { abi: this.contracts.token.abi, functionName: 'payMany', args: [BigInt(first), BigInt(count)] }
    await this.send(this.token, encodeFunctionData(call))
    for (let i = first; i < first + count; i++) {
      const to = `0x${(0x1000000000 + ((i * 7919) % this.holders)).toString(16).padStart(40, '0')}`
      const value = 10n ** 18n + BigInt(i) * 10n ** 9n
      this.balances.set(to, (this.balances.get(to) ?? 0n) + value)
      this.balances.set(ISSUER, this.balances.get(ISSUER) - value)
      this.sum += value
    }
    this.events += count
    this.lastEventBlock = this.height + 1
  }

  async makeNoise(count) {
    const call = { abi: this.contracts.noise.abi, functionName: 'speak', args: [BigInt(count)] }
    await this.send(this.noise, encodeFunctionData(call))
  }

  /** The whole workload. @param size blocks, every how many of them pay, and how much @param noise foreign logs a block */
  async fill({ blocks, every, eventsPerBlock }, noise) {
    const began = Date.now()
    for (let block = 1; block <= blocks; block++) {
      if (noise > 0) await this.makeNoise(noise)
      if (block % every === 0) await this.pay(eventsPerBlock)
      await this.mine()
      if (block % Math.ceil(blocks / 10) === 0) say(`chain: ${block} of ${blocks} blocks, ${this.events} events`)
    }
    for (let i = 0; i < SILENT_BLOCKS; i++) await this.mine()
    return (Date.now() - began) / 1000
  }

  /** Adds up the token's logs as the node has them: the generator's book is checked before anyone is measured by it. */
  async verify() {
    const seen = new Map()
    const add = (topic, amount) => {
      const account = `0x${topic.slice(26)}`
      seen.set(account, (seen.get(account) ?? 0n) + amount)
    }
    for (let from = 0; from <= this.height; from += BLOCKS_PER_READ) {
      const range = { fromBlock: hex(from), toBlock: hex(Math.min(this.height, from + BLOCKS_PER_READ - 1)) }
      for (const { topics, data } of await this.rpc('eth_getLogs', { address: this.token, ...range })) {
        add(topics[1], -BigInt(data))
        add(topics[2], BigInt(data))
      }
    }
    seen.delete(ZERO)
    const found = digest([...seen].map(([account, amount]) => ({ account, amount: `${amount}` })))
    if (found !== this.expected().digest) throw new Error('the chain is not what the generator meant to make')
  }

  expected() {
    return {
      events: this.events,
      sum: `${this.sum}`,
      balances: this.balances.size,
      digest: digest([...this.balances].map(([account, amount]) => ({ account, amount: `${amount}` }))),
    }
  }
}

/** The same for every program that keeps the same balances. @param {{account: string, amount: string}[]} rows */
export function digest(rows) {
  const lines = rows.map(({ account, amount }) => `${account} ${amount}\n`).sort()
  return createHash('sha256').update(lines.join('')).digest('hex')
}
