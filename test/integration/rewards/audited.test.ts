import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { payments } from '../../../src/audit/checks/payments'
import { parseProfile } from '../../../src/config/profile'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { storeDistributions, storedId } from './support/distributions'
import { Economy, fixtureProfile } from './support/economy'

let postgres: TestPostgres
let economy: Economy
let db: Client
beforeAll(async () => {
  postgres = await startTestPostgres()
  economy = await Economy.create(postgres.url)
  db = new Client({ connectionString: economy.url })
  await db.connect()
  await economy.finalAt(10)
})
afterAll(async () => {
  await db?.end()
  await economy?.close()
  await postgres?.stop()
})
beforeEach(async () => {
  await economy.pool.query('truncate distribution cascade; truncate reward_fire')
  await storeDistributions(economy, [
    { period: 1, state: 'approved' },
    { period: 2, state: 'empty', distributed: 0n },
    { period: 3, state: 'approved' },
  ])
  await economy.pool.query(
    `update distribution set approved_by = 'A. Person', approved_at = now() where state = 'approved'`,
  )
  await economy.pool.query(
    `update distribution set approved_despite = '{pot}', approved_reason = 'a year of carry' where id = $1`,
    [storedId(3)],
  )
})

/** Knows a transaction of a Safe's owner and one of the key that signed for another period. */
const node = {
  ask: async (_: string, [tx]: readonly string[]) =>
    tx === '0xf00d' ? null : { from: tx === '0x5afe' ? '0xSAFE' : '0xours', to: tx === '0x5afe' ? '0xSAFE' : '0x' },
}

/** What the audit says of a period, after a lie about it. */
async function said(period: number, lie?: string): Promise<string | undefined> {
  if (lie) await economy.pool.query(`update distribution set ${lie} where id = $1`, [storedId(period)])
  const profile = parseProfile(fixtureProfile({}), 'fixture', {})
  const network = { name: 'fixture', profile, chainId: profile.chainId }
  type Context = Parameters<typeof payments.run>[0]
  const answer = await payments.run({ db, node, network, block: { number: 10, hash: '0x' } } as unknown as Context)
  return (answer as { evidence: Record<string, string> }).evidence[storedId(period)]
}

it.each([
  [1, undefined, undefined],
  [2, undefined, undefined],
  [3, undefined, undefined],
  [1, `state = 'empty'`, /^empty, with 1 shares/],
  [2, `state = 'settled'`, /settled, with 0 shares/],
  [1, `approved_despite = '{pot}'`, /despite pot, because: no reason/],
  [1, `approved_reason = 'none'`, /despite no gate, because: none/],
  [3, `approved_despite = '{weather}'`, /despite weather, because: a year of carry/],
  [3, `approved_despite = '{}'`, /because: a year of carry/],
  [3, `approved_reason = ' '`, /despite pot, because: /],
])('the audit names what an approval or an empty period cannot be: period %s, %s', async (period, lie, named) => {
  if (named === undefined) expect(await said(period)).toBeUndefined()
  else expect(await said(period, lie)).toMatch(named)
})

it('a publication that a Safe sent needs no signature of ours, and one of our key does', async () => {
  await economy.pool.query(
    `insert into pay_marker (distribution_id, attempt, signer, nonce, tx_hash, raw) values ($1, 1, '0xours', 0, '0xelse', '0x')`,
    [storedId(3)],
  )
  const put = async (tx: string) => {
    await economy.pool.query('delete from publication')
    await economy.pool.query(
      `insert into publication (id, network, distributor, program_id, period, asset, root, total, report_hash, block, block_time, tx_hash)
       select 'p', network, '0x', program_id, period_number, '0x', '0x', 0, '0x', 5, 0, $2 from distribution where id = $1`,
      [storedId(1), tx],
    )
    return said(1, `state = 'published', published_tx = '${tx}', published_block = 5, publication_final = true`)
  }
  expect(await put('0x5afe')).toBeUndefined()
  expect(await put('0xkey')).toBe('published by 0xkey of 0xours, which was never signed here')
  expect(await put('0xf00d')).toBe('published by 0xf00d, which the chain does not have')
  // Its only row removed: nothing but the chain knows the key, where the cron publishes by itself.
  await economy.pool.query('delete from pay_marker')
  expect(await put('0xkey')).toBeUndefined()
  const { network, name } = economy.program
  await economy.pool.query('insert into reward_publisher values ($1, $2)', [network, name])
  expect(await put('0xkey')).toBe('published by 0xkey of 0xours, which was never signed here')
  expect(await put('0x5afe')).toBeUndefined()
})
