import { type Address, account, TestChain } from '../../../support/anvil'
import { AssayProcess } from '../../../support/assay'
import type { TestContract } from '../../../support/contract'
import { Economy } from './economy'

const ETHER = 10n ** 18n
/** Of the distributor. */
const owner = account(0)

/** A real chain with a distributor, and the database of an economy that is paid on it. */
export interface PayingChain {
  readonly chain: TestChain
  readonly distributor: TestContract
  readonly economy: Economy
  close(): Promise<void>
}

/** By the built command, which then takes the database as one of its own. */
export async function migrate(url: string): Promise<void> {
  const { code, output } = await AssayProcess.run(['migrate'], { DB_URL: url, CLICKHOUSE_URL: '' })
  if (code !== 0) throw new Error(output)
}

/** @param publisher holds 100 ETH and may publish up to 50 a period; the schema is made by the built command */
export async function startPayingChain(postgresUrl: string, publisher: Address): Promise<PayingChain> {
  const chain = await TestChain.start()
  const distributor = await chain.deploy('MerkleDistributor', [owner], owner)
  await distributor.write(owner, 'setPublisher', [publisher, true])
  await chain.setBalance(publisher, 100n * ETHER)
  const economy = await Economy.create(postgresUrl, { distributor: distributor.address }, migrate)
  await distributor.write(owner, 'setPeriodCap', [economy.program.programId, 50n * ETHER])
  const close = async () => {
    await economy.close()
    await chain.stop()
  }
  return { chain, distributor, economy, close }
}
