import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Abi, type AbiEvent, encodeAbiParameters, encodeEventTopics, type Hex } from 'viem'
import { type ContractName, contracts } from './contracts'

/** ABI file of each contract. They are encoded by viem: what Assay decodes with is not what wrote it. */
const files: Record<ContractName, string> = {
  token: 'dsync-token',
  pool: 'destra-pool',
  bill: 'bill',
  nodes: 'node-registry',
  vault: 'revenue-vault',
  burner: 'usage-burner',
  distributor: 'merkle-distributor',
  votes: 'votes',
  router: 'deepnode-router',
  emissions: 'deepnode-emissions',
  pair: 'price-pair',
}

export type Args = Readonly<Record<string, bigint | string>>

export interface EncodedLog {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
}

const known = new Map<string, AbiEvent>()
for (const [name, file] of Object.entries(files)) {
  const abi: Abi = JSON.parse(readFileSync(path.resolve(__dirname, '../../../abi', `${file}.json`), 'utf8'))
  for (const item of abi) if (item.type === 'event') known.set(`${name}.${item.name}`, item)
}

/** Events that are facts, of every contract: the others are known and move nothing. */
export function factEvents(): { contract: ContractName; event: AbiEvent }[] {
  return [...known]
    .map(([key, event]) => ({ contract: key.split('.')[0] as ContractName, event }))
    .filter(({ contract, event }) => (contract === 'pair' ? event.name === 'Sync' : !movesNothing.has(event.name)))
}
const movesNothing = new Set([
  'Approval',
  'FeesSet',
  'FundsDistributed',
  'OwnershipTransferred',
  'Paused',
  'Unpaused',
  'WalletBlacklisted',
])

/** A log as the contract would have emitted it. */
export function encodeLog(contract: ContractName, event: string, args: Args): EncodedLog {
  const abi = known.get(`${contract}.${event}`)
  if (!abi) throw new Error(`the ABI of ${contract} has no event ${event}`)
  const plain = abi.inputs.filter(({ indexed }) => !indexed)
  const missing = abi.inputs.find(({ name }) => args[name!] === undefined)
  if (missing) throw new Error(`${contract}.${event} lacks ${missing.name}`)
  return {
    address: contracts[contract],
    topics: encodeEventTopics({ abi: [abi], eventName: event, args } as never) as string[],
    data: encodeAbiParameters(plain, plain.map(({ name }) => args[name!]) as never),
  }
}

/** A 32-byte word. */
export const word = (value: number | bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`
