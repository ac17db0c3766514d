import { parseProfile } from '../../../src/config/profile'
import type { Generation } from '../../../src/economics/pool/rules'
import type { PoolState } from '../../../src/economics/pool/state'
import { type Address, address, hash } from '../../../src/economics/units'
import type { RawBlock, RawLog } from '../../../src/events/log'
import { foldBlock, quarantine } from '../../../src/indexer/fold/fold'
import { Ledger } from '../../../src/indexer/fold/ledger'
import { Session } from '../../../src/indexer/fold/session'
import { wantRows } from '../../../src/indexer/fold/wantRows'
import { type FoldedNetwork, networkOf, withHandlers } from '../../../src/indexer/network'
import type { BlockStore } from '../../../src/indexer/squid/store'
import { Finding, Movement, Position, Quarantine, SupplyPoint } from '../../../src/model'
import { PoolBook } from '../../../src/protocols/destra-pool/book'
import { DEAD, type TestChain } from '../../support/anvil'
import type { TestContract } from '../../support/contract'
import { PoolFixture } from '../poolFixture'

interface ChainLog {
  readonly address: string
  readonly topics: string[]
  readonly data: string
  readonly blockNumber: string
  readonly logIndex: string
  readonly transactionHash: string
  readonly transactionIndex: string
}

const nothingStored = { query: async () => [] } as unknown as BlockStore

/**
 * A pool on a real EVM, and what the indexer makes of its logs: the same decoder, handlers and ledger, with the rows
 * in memory. `index` reads on from where it was.
 */
export class IndexedPool {
  private indexed = 0

  private constructor(
    readonly f: PoolFixture,
    readonly network: FoldedNetwork,
    readonly session: Session,
    private readonly ledger: Ledger,
  ) {}

  /** @param profiled the generation the profile says, where it is not the one deployed */
  static async deploy(chain: TestChain, generation: Generation = 3, profiled = generation): Promise<IndexedPool> {
    const f = await PoolFixture.deploy(chain, generation)
    const network = await withHandlers(networkOf(profileOf(f.token, f.pool, profiled)))
    const session = new Session()
    return new IndexedPool(f, network, session, await Ledger.load(nothingStored, session, network))
  }

  /** Folds every block since the last time. */
  async index(): Promise<this> {
    const { chain } = this.f
    const from = `0x${(this.indexed + 1).toString(16)}`
    const addresses = [...this.network.contracts.keys()]
    const logs = await chain.rpc<ChainLog[]>('eth_getLogs', { address: addresses, fromBlock: from, toBlock: 'latest' })
    for (const number of [...new Set(logs.map((log) => Number(log.blockNumber)))]) {
      const own = logs.filter((log) => Number(log.blockNumber) === number)
      this.fold(await this.block(number, own))
    }
    this.indexed = Number(await chain.rpc<string>('eth_blockNumber'))
    return this
  }

  /** The pool as the indexer knows it. */
  get state(): PoolState {
    return PoolBook.of(this).state(address(this.f.pool.address))
  }

  get positions(): Position[] {
    return [...this.session.all(Position)]
  }

  get quarantined() {
    return this.session.appended(Quarantine)
  }

  /** Evidence of the findings of a code, in log order. */
  findings(code: string): unknown[] {
    return [...this.session.all(Finding)].filter((each) => each.code === code).map(({ evidence }) => evidence)
  }

  /** Codes of all findings, in log order. */
  get codes(): string[] {
    return [...this.session.all(Finding)].map(({ code }) => code)
  }

  /** What the ledger says an account holds of the token. */
  balance(account: string): bigint {
    return this.ledger.accounts.get(account.toLowerCase())?.amount ?? 0n
  }

  /** Balance of a class, or of one cause of it, after the last block. */
  supply(className: string, cause = ''): bigint {
    const points = this.session.appended(SupplyPoint) as readonly SupplyPoint[]
    return points.filter((point) => point.class === className && point.cause === cause).at(-1)?.balance ?? 0n
  }

  movements(cause: string): readonly Movement[] {
    return (this.session.appended(Movement) as readonly Movement[]).filter((each) => each.cause === cause)
  }

  private fold(block: RawBlock): void {
    const { events, undecodable } = this.network.decoder.block(block)
    for (const each of undecodable) quarantine(this.session, this.network.name, block, each)
    wantRows([{ block, events }], this.network, this.session, this.ledger)
    Array.from(foldBlock({ block, events }, this.network, this.session, this.ledger))
  }

  private async block(number: number, logs: readonly ChainLog[]): Promise<RawBlock> {
    const { chain } = this.f
    const at = `0x${number.toString(16)}`
    const header = await chain.rpc<{ hash: string; timestamp: string }>('eth_getBlockByNumber', at, false)
    const raw: RawLog[] = []
    for (const log of logs) raw.push(await this.log(log))
    return { number, hash: hash(header.hash), time: Number(header.timestamp), logs: raw }
  }

  private async log(log: ChainLog): Promise<RawLog> {
    const raw = {
      address: address(log.address),
      topics: log.topics,
      data: log.data,
      logIndex: Number(log.logIndex),
      txHash: hash(log.transactionHash),
      txIndex: Number(log.transactionIndex),
    }
    if (!this.network.decoder.wantsCall(raw.address, log.topics[0])) return raw
    const { chain } = this.f
    const { to, input } = await chain.rpc<{ to: string; input: string }>('eth_getTransactionByHash', raw.txHash)
    return { ...raw, call: { to: address(to) as Address, input } }
  }
}

function profileOf(token: TestContract, pool: TestContract, generation: Generation) {
  return parseProfile(
    {
      name: 'traps',
      chainId: 31_337,
      token: {
        ...{ address: token.address, symbol: 'DSync', decimals: 18, burnSinks: [DEAD] },
        ...{ burnReducesTotal: false, silentFees: true },
      },
      contracts: { stakingPool: { address: pool.address, kind: 'destra-pool', generation } },
    },
    'test',
    {},
  )
}
