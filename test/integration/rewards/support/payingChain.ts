import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ProfileInput } from '../../../../src/config/profile'
import { type Address, account, TestChain } from '../../../support/anvil'
import { AssayProcess } from '../../../support/assay'
import type { TestContract } from '../../../support/contract'
import { Economy, fixtureProfile } from './economy'

const ETHER = 10n ** 18n
/** Of the distributor. */
const owner = account(0)

/** A real chain with a distributor, and the database of an economy that is paid on it. */
export interface PayingChain {
  readonly chain: TestChain
  readonly distributor: TestContract
  readonly economy: Economy
  /** of a command that is run on it, without a key */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** By the built command, which then takes the database as one of its own. */
export async function migrate(url: string): Promise<void> {
  const { code, output } = await AssayProcess.run(['migrate'], { DB_URL: url, CLICKHOUSE_URL: '' })
  if (code !== 0) throw new Error(output)
}

interface Paid {
  readonly contract?: 'MerkleDistributor' | 'CumulativeDistributor'
  /** what its profile has beside the usual */
  over?(distributor: string): Partial<ProfileInput>
}

/** @param publisher holds 100 ETH and may publish up to 50 a period; the schema is made by the built command */
export async function startPayingChain(
  postgresUrl: string,
  publisher: Address,
  { contract = 'MerkleDistributor', over }: Paid = {},
): Promise<PayingChain> {
  const chain = await TestChain.start()
  const distributor = await chain.deploy(contract, [owner], owner)
  await distributor.write(owner, 'setPublisher', [publisher, true])
  await chain.setBalance(publisher, 100n * ETHER)
  const profile = { distributor: distributor.address, over: over?.(distributor.address) ?? {} }
  const economy = await Economy.create(postgresUrl, profile, migrate)
  await distributor.write(owner, 'setPeriodCap', [economy.program.programId, 50n * ETHER])
  const file = path.join(economy.dataDir, 'fixture.json')
  writeFileSync(file, JSON.stringify(fixtureProfile(profile)))
  const services = { DB_URL: economy.url, CLICKHOUSE_URL: '', RPC_FIXTURE_HTTP: chain.url }
  const env = { ...services, ASSAY_DATA: economy.dataDir, ASSAY_PROFILES: file }
  const close = async () => {
    await economy.close()
    await chain.stop()
  }
  return { chain, distributor, economy, env, close }
}

/** The node mines nothing by itself: a block every 300 ms while `work` runs. */
export async function whileMining<T>(chain: TestChain, work: () => Promise<T>): Promise<T> {
  let mining = Promise.resolve()
  const timer = setInterval(() => {
    mining = mining.then(() => chain.mine()).catch(() => undefined)
  }, 300)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await mining
  }
}
