import type { Profile } from '../../config/profile'
import { AssayError } from '../../errors'
import type { WitnessedProgram } from '../programs'
import type { Asked } from '../rows'
import { abiOf, decoded, topicOf } from './abis'
import { type Filter, logsOf, type RawLog } from './logs'
import { type Header, headerAt, type Rpc } from './rpc'
import { aroundUnstake } from './unstakes'

/** The rows that `db/rulesets` reads, as `schema.graphql` has them. */
const TABLE = `create table event (network text, block int, block_time int, log_index int, contract text, kind text, data jsonb)`
const PUBLISHED = 'DistributionPublished'
/** Headers and transactions that are asked for together. */
const TOGETHER = 200
/** Headers kept for the logs to come: they come in the order of blocks. */
const MOST_HEADERS = 10_000

/** A contract that is read: whose logs, of which kind. */
interface Source {
  readonly kind: string
  readonly generation: number
  readonly address: string
}

/**
 * Reads from a node everything that a program's periods depend on, and what its distributor was told, into an empty
 * database.
 * @param to a final block
 * @returns events that were read
 * @throws AssayError E-CHAIN-BROKEN where a log and the header of its block contradict each other
 */
export async function loadEvents(
  asked: Asked,
  rpc: Rpc,
  profile: Profile,
  program: WitnessedProgram,
  to: Header,
  progress: (text: string) => void,
): Promise<number> {
  await asked.query(TABLE)
  const times = new Map<number, Header>()
  let events = 0
  for (const filter of filtersOf(profile, program)) {
    for await (const answer of logsOf(rpc, filter.logs, profile.startBlock, to.number)) {
      const logs = answer.filter((log) => filter.source(log))
      for (let at = 0; at < logs.length; at += TOGETHER) {
        const page = logs.slice(at, at + TOGETHER)
        await readHeaders(rpc, page, times)
        const rows = page.map((log) => rowOf(rpc, log, filter.source(log)!, times))
        await write(asked, program.network, await Promise.all(rows))
      }
      events += logs.length
      const last = logs[logs.length - 1]
      if (last) progress(`${events} events, to block ${Number(last.blockNumber)} of ${to.number}`)
    }
  }
  await asked.query('create index on event (network, kind, block)')
  await asked.query('analyze event')
  return events
}

interface Wanted {
  readonly logs: Filter
  /** undefined: not one that was asked for */
  readonly source: (log: RawLog) => Source | undefined
}

function filtersOf(profile: Profile, { reads, treasury, distributor, programId }: WitnessedProgram): Wanted[] {
  const sources: Source[] = Object.values(profile.contracts)
  const byAddress = new Map(sources.map((source) => [source.address, source]))
  const source = (log: RawLog) => byAddress.get(log.address.toLowerCase())
  const filters: Wanted[] = []
  const wanted = sources.filter(({ kind }) => reads.some((each) => each.startsWith(`${kind}.`)))
  if (wanted.length > 0) {
    const topics = wanted.flatMap(({ kind, generation }) =>
      reads.filter((each) => each.startsWith(`${kind}.`)).map((each) => topicOf(abiOf(kind, generation), nameIn(each))),
    )
    filters.push({ logs: { address: wanted.map(({ address }) => address), topics: [[...new Set(topics)]] }, source })
  }
  if (distributor !== undefined) {
    const topics = [topicOf(abiOf('merkle-distributor'), PUBLISHED), programId]
    filters.push({ logs: { address: [distributor], topics }, source })
  }
  if (treasury.length > 0) {
    const token = { kind: 'token', generation: 3, address: profile.token.address }
    const transfer = topicOf(abiOf('token'), 'Transfer')
    const accounts = treasury.map((account) => `0x${account.slice(2).padStart(64, '0')}`)
    const address = [token.address]
    filters.push({ logs: { address, topics: [transfer, accounts] }, source: () => token })
    // What one of them sends to another has been read with what they send.
    const received = (log: RawLog) => (accounts.includes(log.topics[1]!) ? undefined : token)
    filters.push({ logs: { address, topics: [transfer, null, accounts] }, source: received })
  }
  return filters
}

const nameIn = (kind: string) => kind.slice(kind.indexOf('.') + 1)

async function readHeaders(rpc: Rpc, logs: readonly RawLog[], times: Map<number, Header>): Promise<void> {
  if (times.size > MOST_HEADERS) times.clear()
  const missing = [...new Set(logs.map((log) => Number(log.blockNumber)))].filter((block) => !times.has(block))
  for (const header of await Promise.all(missing.map((block) => headerAt(rpc, block)))) times.set(header.number, header)
}

type Row = readonly [block: number, time: number, logIndex: number, contract: string, kind: string, data: string]

async function rowOf(rpc: Rpc, log: RawLog, { kind, generation }: Source, times: Map<number, Header>): Promise<Row> {
  const header = times.get(Number(log.blockNumber))!
  if (header.hash !== log.blockHash)
    throw new AssayError(
      'E-CHAIN-BROKEN',
      `the node has two blocks ${header.number}: a log says ${log.blockHash}, its header ${header.hash}`,
      {
        next: 'The RPC endpoint contradicts itself; check it and use one endpoint of one node.',
        retryable: true,
      },
    )
  const abi = abiOf(kind, generation)
  const { name, data } = decoded(abi, log)
  const around = name === 'Unstaked' ? await aroundUnstake(rpc, abi, log, data.user!) : {}
  const address = log.address.toLowerCase()
  return [
    header.number,
    header.time,
    Number(log.logIndex),
    address,
    `${kind}.${name}`,
    JSON.stringify({ ...data, ...around }),
  ]
}

async function write(asked: Asked, network: string, rows: readonly Row[]): Promise<void> {
  const columns = [0, 1, 2, 3, 4, 5].map((at) => rows.map((row) => row[at]))
  await asked.query(
    `insert into event (network, block, block_time, log_index, contract, kind, data)
     select $1, * from unnest($2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::jsonb[])`,
    [network, ...columns],
  )
}
