import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Abi, type AbiParameter, decodeAbiParameters, type Hex, toEventSelector } from 'viem'
import { projectRoot } from '../../config/root'

/** Files of `abi/` by the kind of contract, and of the pool's earlier generations. */
const files: Readonly<Record<string, string>> = {
  'destra-pool': 'destra-pool',
  'destra-pool 1': 'destra-pool-gen1',
  'destra-pool 2': 'destra-pool-gen2',
  'revenue-vault': 'revenue-vault',
  'dgrid-bill': 'bill',
  votes: 'votes',
  'deepnode-emissions': 'deepnode-emissions',
  'deepnode-router': 'deepnode-router',
  'merkle-distributor': 'merkle-distributor',
  'cumulative-distributor': 'cumulative-distributor',
  token: 'erc20',
}

const read = new Map<string, Abi>()

/** ABI of a kind of contract, as `abi/` has it. */
export function abiOf(kind: string, generation = 3): Abi {
  const file = files[`${kind} ${generation}`] ?? files[kind]!
  const known = read.get(file)
  if (known) return known
  const abi = JSON.parse(readFileSync(path.join(projectRoot, 'abi', `${file}.json`), 'utf8')) as Abi
  read.set(file, abi)
  return abi
}

/** Topic of an event by its name in the ABI. */
export function topicOf(abi: Abi, name: string): Hex {
  const event = abi.find((item) => item.type === 'event' && item.name === name)
  return toEventSelector(event as Extract<Abi[number], { type: 'event' }>)
}

/** An event of an ABI: what its topics hold, and what its data. */
interface Event {
  readonly name: string
  readonly indexed: readonly AbiParameter[]
  readonly plain: readonly AbiParameter[]
}

const byTopic = new Map<Abi, ReadonlyMap<string, Event>>()

function eventsOf(abi: Abi): ReadonlyMap<string, Event> {
  const known = byTopic.get(abi)
  if (known) return known
  const events = new Map(
    abi.flatMap((item): [string, Event][] => {
      if (item.type !== 'event') return []
      const [indexed, plain] = [item.inputs.filter((each) => each.indexed), item.inputs.filter((each) => !each.indexed)]
      return [[toEventSelector(item), { name: item.name, indexed, plain }]]
    }),
  )
  byTopic.set(abi, events)
  return events
}

/**
 * Name and arguments of a log; amounts and integers as decimal text, addresses and bytes in lower case.
 * @throws where it is none of the ABI's
 */
export function decoded(abi: Abi, log: { readonly topics: readonly string[]; readonly data: string }) {
  const [topic, ...topics] = log.topics as [Hex, ...Hex[]]
  const event = eventsOf(abi).get(topic)
  if (event === undefined || topics.length !== event.indexed.length) throw new RangeError(`no such event: ${topic}`)
  const data: Record<string, string> = {}
  event.indexed.forEach((input, at) => {
    data[input.name!] = textOf(decodeAbiParameters([input], topics[at]!)[0])
  })
  const values = event.plain.length === 0 ? [] : decodeAbiParameters(event.plain, log.data as Hex)
  event.plain.forEach((input, at) => {
    data[input.name!] = textOf(values[at])
  })
  return { name: event.name, data }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : String(value))
