// The chain of ingest-mixed: the devnet's three economies, for less than their year or longer. What an indexer must arrive
// at is read from the node's logs, word by word and without any decoder of Assay.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { toEventSelector } from 'viem'
import { EventBook } from './eventBook.mjs'
import { onStop, ROOT, say, temporaryFolder } from './machine.mjs'

const require = createRequire(import.meta.url)
const SEED = 1
const HOUR = 3_600
/** Silent blocks on top: more than finality, so that the last event is final. */
const SILENT_BLOCKS = 30
/** Mined and booked together; a devnet's block holds up to 1,000 logs. */
const BLOCKS_AT_ONCE = 12
/** A week of the time after the year. */
const FILL_SECONDS = 7 * 24 * HOUR
const UNTIL = '2026-09-01'
const YEAR = { start: Date.UTC(2025, 8, 1) / 1000, until: Date.UTC(2026, 8, 1) / 1000 }

/** By contract kind of a profile, the file in abi/. */
const ABI_OF = {
  token: 'dsync-token',
  'destra-pool': 'destra-pool',
  'revenue-vault': 'revenue-vault',
  'usage-burner': 'usage-burner',
  'merkle-distributor': 'merkle-distributor',
  'dgrid-bill': 'bill',
  'dgrid-nodes': 'node-registry',
  votes: 'votes',
  'deepnode-router': 'deepnode-router',
  'deepnode-emissions': 'deepnode-emissions',
  'uniswap-v2': 'price-pair',
}

/** Which events are the domain's, Assay says; what they are called, their ABI. @returns {Map<string, string>} name by topic */
function domainEvents(kind) {
  const { protocols } = require('../lib/protocols/index.js')
  const abi = JSON.parse(readFileSync(path.join(ROOT, 'abi', `${ABI_OF[kind]}.json`), 'utf8'))
  const named = abi.filter(({ type }) => type === 'event').map((event) => [toEventSelector(event), event.name])
  return new Map(named.filter(([topic]) => protocols[kind].contract.decoders.decoders.has(topic)))
}

export class Economies {
  height = 0
  book = new EventBook()

  /** @param {number} events at least so many */
  static async make(events) {
    const { startAnvil } = require('../lib/embedded/anvil.js')
    const { freePortFrom } = require('../lib/embedded/ports.js')
    const { writeDevnetProfiles } = require('../lib/devnet/profiles.js')
    const chain = new Economies()
    const folder = temporaryFolder('economies')
    const port = await freePortFrom(20_000 + (process.pid % 10_000))
    const genesisTime = YEAR.start - HOUR
    const node = await startAnvil({ dataDir: path.join(folder, 'anvil'), port, genesisTime })
    onStop(() => process.kill(node.pid, 'SIGKILL'))
    chain.pid = node.pid
    chain.url = node.http
    chain.networks = writeDevnetProfiles(folder).map(networkOf)
    const began = Date.now()
    await chain.live(folder, events)
    chain.seconds = (Date.now() - began) / 1000
    chain.events = chain.book.lines.length
    chain.kinds = chain.book.kinds.size
    chain.lastEventBlock = Math.max(...chain.networks.map(({ lastEventBlock }) => lastEventBlock))
    chain.expected = chain.book.totals()
    return chain
  }

  /** The devnet's own planner and writer: every transaction is one of the devnet's, and none may fail. */
  async live(folder, events) {
    const { RpcClient } = require('../lib/devnet/chain/rpc.js')
    const { Journal } = require('../lib/devnet/chain/journal.js')
    const { ChainWriter } = require('../lib/devnet/chain/writer.js')
    const { readBlock } = require('../lib/devnet/chain/node.js')
    const { Planner } = require('../lib/devnet/scenario/planner.js')
    const rpc = new RpcClient(this.url)
    const { hash: genesis } = await readBlock(rpc, 'latest')
    const made = { until: UNTIL, seed: SEED, genesisTime: YEAR.start - HOUR }
    const journal = Journal.create(folder, { kind: 'chain', version: 1, chainId: 31_337, genesis, ...made })
    const planner = new Planner(SEED, YEAR)
    const writer = new ChainWriter(rpc, journal)
    await writer.mine(planner.setUp())
    let told = 0
    while (this.book.lines.length < events) {
      await writer.mine(nextBlocks(planner))
      await this.readOn()
      if (this.book.lines.length < told + events / 10) continue
      told = this.book.lines.length
      say(`chain: ${this.height} blocks, ${told} of ${events} events`)
    }
    journal.close()
    for (let i = 1; i <= SILENT_BLOCKS; i++) await this.rpc('evm_mine', hex(planner.time + i))
  }

  /** Books what is new on the chain. */
  async readOn() {
    const range = { fromBlock: hex(this.height + 1), toBlock: await this.rpc('eth_blockNumber') }
    for (const network of this.networks)
      for (const log of await this.rpc('eth_getLogs', { address: [...network.contracts.keys()], ...range })) {
        const name = network.contracts.get(log.address).events.get(log.topics[0])
        if (!name) continue
        this.book.take(name, log)
        network.lastEventBlock = Number(log.blockNumber)
      }
    this.height = Number(range.toBlock)
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
}

/** The next dozen blocks: of the year as long as it lasts, then of the time after it. */
function nextBlocks(planner) {
  const blocks = []
  while (blocks.length < BLOCKS_AT_ONCE) {
    const time = planner.nextHistoryTime()
    if (time === undefined) break
    blocks.push(planner.block(time, 'history'))
  }
  if (blocks.length > 0) return blocks
  return planner.fillTimes(planner.time + FILL_SECONDS).map((time) => planner.block(time, 'fill'))
}

function networkOf(file) {
  const { name, token, contracts } = JSON.parse(readFileSync(file, 'utf8'))
  const of = (address, kind) => [address.toLowerCase(), { kind, events: domainEvents(kind) }]
  const all = [of(token.address, 'token'), ...Object.values(contracts).map(({ address, kind }) => of(address, kind))]
  return { name, file, contracts: new Map(all), lastEventBlock: 0 }
}

const hex = (number) => `0x${number.toString(16)}`
