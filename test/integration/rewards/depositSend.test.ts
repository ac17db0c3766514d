import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import type { Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { payments } from '../../../src/audit/checks/payments'
import { openNode } from '../../../src/chain/node'
import { contractsOf, parseProfile } from '../../../src/config/profile'
import { address, hash } from '../../../src/economics/units'
import { type Depositing, depositOnce, type Order, type Outcome } from '../../../src/rewards/deposit/once'
import type { PublishPoint } from '../../../src/rewards/publish/deliver'
import { rpcPublishChain } from '../../../src/rewards/publish/rpcChain'
import { DAY, ONE, OWNER, PERIOD, PoolFixture } from '../../contracts/poolFixture'
import { account, type Receipt, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy } from './support/economy'
import { migrate } from './support/payingChain'

/** Keys of this test only. */
const [key, otherKey]: Hex[] = [`0x${'33'.repeat(32)}`, `0x${'44'.repeat(32)}`]
const owner = address(privateKeyToAccount(key!).address)

let postgres: TestPostgres
let economy: Economy
let chain: TestChain
let fixture: PoolFixture
/** of the owner, before the test */
let nonce: number
beforeAll(async () => {
  postgres = await startTestPostgres()
  economy = await Economy.create(postgres.url, {}, migrate)
  chain = await TestChain.start()
  await chain.setBalance(owner, 1_000n * ONE)
})
afterAll(async () => {
  await economy?.close()
  await chain?.stop()
  await postgres?.stop()
})
/** A pool of its own, three days into its first period, that the key owns. */
beforeEach(async () => {
  fixture = await PoolFixture.deploy(chain)
  await fixture.pool.write(OWNER, 'transferOwnership', [owner])
  await fixture.at(3 * DAY)
  await chain.mine()
  nonce = await nonceNow()
})

const profile = () => ({
  name: 'fixture',
  chainId: 31337,
  token: { address: fixture.token.address, symbol: 'DSync', decimals: 18, burnSinks: [`0x${'0'.repeat(40)}`] },
  contracts: { pool: { address: fixture.pool.address, kind: 'destra-pool', generation: 3 } },
  programs: ['destra.pool'],
})
const parsed = () => parseProfile(profile() as Parameters<typeof parseProfile>[0], 'fixture', {})
/** @param mining whether a block comes while it waits */
function depositing({ mining = true, by = key!, reached = (_: PublishPoint) => {} } = {}): Depositing {
  const node = openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
  return {
    ...{ db: economy.pool, node, chain: rpcPublishChain(node, by), network: 'fixture', waitMs: 1_000, reached },
    contract: contractsOf(parsed(), 'destra-pool')[0]!,
    sleep: async () => {
      if (mining) await chain.mine()
    },
  }
}
const send = (order: Partial<Order> = {}, how: Parameters<typeof depositing>[0] = {}) =>
  depositOnce(depositing(how), { amount: ONE, more: false, after: null, ...order })
async function killedAt(point: PublishPoint, order: Partial<Order> = {}, mining = true): Promise<void> {
  const reached = (at: PublishPoint) => {
    if (at === point) throw new Error('killed')
  }
  await expect(send(order, { mining, reached })).rejects.toThrow('killed')
}
const nonceNow = async () => Number(await chain.rpc<string>('eth_getTransactionCount', owner, 'latest'))
const sentSince = async () => (await nonceNow()) - nonce
const markers = async () =>
  (
    await economy.pool.query<{ number: number; nonce: string; tx_hash: Hex; dead_because: string | null }>(
      'select * from deposit_marker where pool = $1 order by period, number, attempt',
      [fixture.pool.address],
    )
  ).rows

// docs/invariants.md#W23
describe('a deposit that the key sends', () => {
  it('pays once, and says so ever after', async () => {
    const first = await send()
    expect(first).toMatchObject({ outcome: 'deposited', period: 0, amount: ONE })
    expect(await send()).toEqual({ ...(first as object), outcome: 'already' })
    // Whatever it was funded with, by whomever.
    expect(await send({ more: true })).toEqual({ ...(first as object), outcome: 'already' })
    expect([await fixture.pot(0), await sentSince()]).toEqual([ONE, 1])
  })

  it.each<PublishPoint>(['signed', 'marked', 'sent', 'mined'])('pays once when it dies at %s', async (point) => {
    await killedAt(point)
    const before = await markers()
    expect(before).toHaveLength(point === 'signed' ? 0 : 1)
    expect(await send()).toMatchObject({ outcome: point === 'mined' ? 'already' : 'deposited', period: 0 })
    expect([await fixture.pot(0), await sentSince()]).toEqual([ONE, 1])
    // The same signed bytes, and no others.
    if (point !== 'signed') expect((await markers()).map((each) => each.tx_hash)).toEqual([before[0]!.tx_hash])
  })

  it('pays once with two processes at the same moment', async () => {
    const outcomes = await Promise.all([send(), send()])
    expect(outcomes.filter((each) => each !== 'busy').length).toBeGreaterThanOrEqual(1)
    expect([await fixture.pot(0), await sentSince()]).toEqual([ONE, 1])
  })

  it('is replaced at a higher price under its own nonce', async () => {
    const baseFee = (gwei: number) => chain.rpc('anvil_setNextBlockBaseFeePerGas', `0x${(gwei * 1e9).toString(16)}`)
    await baseFee(1)
    expect(await send({}, { mining: false })).toMatchObject({ outcome: 'sent' })
    await baseFee(20)
    expect(await send()).toMatchObject({ outcome: 'deposited' })
    // As it was: accounts of other tests pay nothing for gas.
    await baseFee(0)
    expect(await markers()).toHaveLength(2)
    expect(new Set((await markers()).map((each) => each.nonce)).size).toBe(1)
    expect([await fixture.pot(0), await sentSince()]).toEqual([ONE, 1])
  })

  it('goes beside another where that is named, and once beside each', async () => {
    const { tx: first } = (await send()) as Outcome
    await killedAt('marked', { after: first, amount: 2n * ONE })
    const second = (await send({ after: first, amount: 2n * ONE })) as Outcome
    expect(second).toMatchObject({ outcome: 'deposited', amount: 2n * ONE })
    expect(await send({ after: first, amount: 2n * ONE })).toMatchObject({ outcome: 'already', tx: second.tx })
    await expect(send({ after: hash(`0x${'ab'.repeat(32)}`) })).rejects.toMatchObject({ code: 'E-DEPOSIT-AGAIN' })
    expect([await fixture.pot(0), await sentSince()]).toEqual([3n * ONE, 2])
  })

  it('of another amount is no deposit that was made, nor one that is on its way', async () => {
    await send({}, { mining: false })
    await expect(send({ amount: 2n * ONE })).rejects.toMatchObject({ code: 'E-DEPOSIT-OPEN' })
    await chain.mine()
    await expect(send({ amount: 2n * ONE })).rejects.toMatchObject({
      code: 'E-DEPOSIT-FUNDED',
      next: expect.stringContaining('--again 0x'),
    })
    expect([await fixture.pot(0), await sentSince()]).toEqual([ONE, 1])
  })

  it('is not sent again into a period that has ended, until nothing of it can be mined', async () => {
    await killedAt('marked')
    await fixture.at(PERIOD + 2 * DAY)
    await chain.mine()
    await expect(send()).rejects.toMatchObject({ code: 'E-DEPOSIT-OPEN' })
    expect(await sentSince()).toBe(0)
    // What its next step says: the nonce goes to another transaction.
    await chain.rpc('anvil_impersonateAccount', owner)
    await chain.send({ from: owner, to: owner })
    expect(await send()).toMatchObject({ outcome: 'deposited', period: 1 })
    expect((await markers())[0]!.dead_because).toMatch(/^nonce \d+ was used by another/)
    expect([await fixture.pot(0), await fixture.pot(1)]).toEqual([0n, ONE])
  })

  it('that was mined since an earlier run is told of first, and nothing is sent into the next period', async () => {
    await send({}, { mining: false })
    await chain.mine()
    await fixture.at(PERIOD + 2 * DAY)
    await chain.mine()
    expect(await send()).toMatchObject({ outcome: 'earlier', period: 0 })
    expect(await sentSince()).toBe(1)
    expect(await send()).toMatchObject({ outcome: 'deposited', period: 1 })
  })

  it('that a reorg took away is sent again, the same', async () => {
    const snapshot = await chain.rpc<string>('evm_snapshot')
    const { now } = chain
    const first = await send()
    await chain.rpc('evm_revert', snapshot)
    chain.now = now
    expect(await send()).toMatchObject({ outcome: 'deposited', tx: (first as Outcome).tx })
    expect([await fixture.pot(0), await sentSince()]).toEqual([ONE, 1])
  })

  it('that reverted is signed anew', async () => {
    await send({}, { mining: false })
    const { tx_hash } = (await markers())[0]!
    // Somebody else owns the pool when it is mined.
    await chain.rpc('anvil_setStorageAt', fixture.pool.address, '0x0', `0x${'0'.repeat(24)}${OWNER.slice(2)}`)
    await chain.mine()
    const receipt = await chain.rpc<{ status: string }>('eth_getTransactionReceipt', tx_hash)
    expect(receipt.status).toBe('0x0')
    await fixture.pool.write(OWNER, 'transferOwnership', [owner])
    expect(await send()).toMatchObject({ outcome: 'deposited' })
    expect((await markers())[0]!.dead_because).toMatch(/reverted in block/)
    expect(await fixture.pot(0)).toBe(ONE)
  })

  it('takes no money that another deposit of the key is about to take', async () => {
    const one = fixture
    const other = await PoolFixture.deploy(chain)
    await other.pool.write(OWNER, 'transferOwnership', [owner])
    await chain.setBalance(owner, 10n * ONE)
    await send({ amount: 6n * ONE }, { mining: false })
    fixture = other
    await expect(send({ amount: 6n * ONE })).rejects.toMatchObject({ code: 'E-BALANCE' })
    expect(await one.pot(0)).toBe(0n)
    await chain.setBalance(owner, 1_000n * ONE)
    expect(await send({ amount: 6n * ONE })).toMatchObject({ outcome: 'deposited' })
    expect(await one.pot(0)).toBe(6n * ONE)
  })

  it('is refused, and nothing signed', async () => {
    await expect(send({}, { by: otherKey! })).rejects.toMatchObject({ code: 'E-BALANCE' })
    await chain.setBalance(address(privateKeyToAccount(otherKey!).address), 5n * ONE)
    await expect(send({}, { by: otherKey! })).rejects.toMatchObject({
      code: 'E-WOULD-REVERT',
      message: expect.stringContaining('depositRewards, would be refused: OwnableUnauthorizedAccount'),
    })
    // Enough for the deposit, and not for its gas.
    await expect(send({ amount: await chain.balance(owner) })).rejects.toMatchObject({ code: 'E-BALANCE' })
    await fixture.fund(account(40), ONE)
    await fixture.at(2 * PERIOD - 600)
    await chain.mine()
    await expect(send()).rejects.toMatchObject({ code: 'E-DEPOSIT-LATE' })
    await fixture.at(3 * PERIOD + DAY)
    await chain.mine()
    await expect(send()).rejects.toMatchObject({ code: 'E-POOL-STALE' })
    for (let moves = 0; moves < 2; moves++) await fixture.stake(account(40), ONE / 2n, 30)
    await chain.rpc('anvil_impersonateAccount', owner)
    await fixture.pool.write(owner, 'depositRewards', [3n], ONE)
    await expect(send()).rejects.toMatchObject({ code: 'E-DEPOSIT-FUNDED' })
    expect(await markers()).toEqual([])
    expect(await send({ more: true })).toMatchObject({ outcome: 'deposited', period: 3 })
  })
})

it('the database lets a deposit have one live marker, and replacements of its own nonce', async () => {
  await send()
  const insert = (columns: string) =>
    economy.pool.query(
      `insert into deposit_marker (network, pool, period, number, amount, period_end, signer, tx_hash, raw, attempt, nonce, replaced_by)
       select network, pool, period, number, amount, period_end, signer, '0x2', '0x2', ${columns} from deposit_marker where pool = $1`,
      [fixture.pool.address],
    )
  await expect(insert('2, nonce + 1, null')).rejects.toThrow(/deposit_marker_live/)
  // The same nonce is a replacement, another one would be a second payment.
  await expect(insert('2, nonce + 1, 3')).rejects.toThrow(/deposit_marker_same_nonce/)
})

/** What the audit says, by row, where the log of the pool is what the chain has. */
async function audited(lie = 'select 1'): Promise<string[]> {
  const { pool, url } = economy
  await pool.query('delete from pool_deposit')
  type Log = Receipt['logs'][number] & Pick<Receipt, 'blockNumber' | 'transactionHash'>
  const logs = await chain.rpc<Log[]>('eth_getLogs', { address: fixture.pool.address, fromBlock: '0x0' })
  for (const { transactionHash, blockNumber, ...log } of logs) {
    const [event] = fixture.pool.events({ logs: [log] } as unknown as Receipt)
    if (event?.name !== 'RewardDeposited') continue
    await pool.query(
      `insert into pool_deposit (id, network, pool, period, amount, block, block_time, tx_hash) values ($1, 'fixture', $2, $3, $4, $5, 0, $6)`,
      [
        transactionHash,
        fixture.pool.address,
        event.args.periodIndex,
        event.args.amount,
        Number(blockNumber),
        transactionHash,
      ],
    )
  }
  const head = Number(await chain.rpc<string>('eth_blockNumber'))
  await economy.finalAt(head)
  const db = new Client({ connectionString: url })
  await db.connect()
  try {
    await db.query('delete from deposit_marker where pool <> $1', [fixture.pool.address])
    await db.query(lie)
    const { node } = depositing()
    const network = { name: 'fixture', profile: parsed(), chainId: 31337 }
    type Context = Parameters<typeof payments.run>[0]
    const answer = await payments.run({ db, node, network, block: { number: head, hash: '0x' } } as unknown as Context)
    const { evidence } = answer as { evidence: Record<string, string> }
    return Object.entries(evidence).flatMap(([id, why]) => (id.startsWith('deposit ') ? [`${id}: ${why}`] : []))
  } finally {
    await db.end()
  }
}

describe('the audit of deposits that a key sent', () => {
  it('names a deposit that landed in another period', async () => {
    await send()
    expect(await audited('update pool_deposit set period = 1')).toEqual([
      expect.stringMatching(/wei into p0 by 0x\w+ in block \d+, the log says \d+ wei into p1 in block \d+$/),
    ])
  })

  it('finds nothing in what was sent as it is, again, or beside another', async () => {
    const first = (await send()) as Outcome
    await send({ after: first.tx })
    expect(await audited()).toEqual([])
    // By hand, with the key: the first deposit of all is of before.
    await chain.rpc('anvil_impersonateAccount', owner)
    await fixture.pool.write(owner, 'depositRewards', [0n], ONE)
    expect(await audited()).toEqual([expect.stringMatching(/^deposit p0 into .*: sent by .*, and never signed here$/)])
  })

  it.each([
    ["set raw = '0x00'", /has hash 0x.*, what was signed has/],
    ['set nonce = nonce + 1', /has nonce \d+, it was signed with \d+/],
    ["set signer = '0x00000000000000000000000000000000000000f0'", /is of 0x0+f0/],
    ['set amount = amount + 1', /deposits another thing: .* with 10+ wei/],
    ['set period = 1', /^deposit p1 no\. 1 .*deposits another thing/],
    ['set mined_block = mined_block - 1', /in block \d+, the log says/],
    ["set mined_block = null, dead_because = 'lost'", /dead because "lost", and mined in block \d+/],
    ['set attempt = 2', /the 1\. attempt there/],
    ['set number = 2', /beside deposit no\. 1$/],
  ])('names a row that was edited: %s', async (edit, says) => {
    await send()
    const found = await audited(`update deposit_marker ${edit}`)
    expect(found.length).toBeGreaterThan(0)
    expect(found.join('\n')).toMatch(says)
  })
})

describe('assay rewards deposit --send', () => {
  it('deposits with REWARDS_SIGNER_KEY, and the second time says by what', async () => {
    const file = path.join(economy.dataDir, 'pool.json')
    writeFileSync(file, JSON.stringify(profile()))
    const env = {
      ...{ ASSAY_PROFILES: file, RPC_FIXTURE_HTTP: chain.url, ASSAY_DATA: economy.dataDir, CLICKHOUSE_URL: '' },
      DB_URL: economy.url,
    }
    const deposit = (args: string[], more = {}) =>
      AssayProcess.run(['rewards', 'deposit', '--amount', '1', ...args], { ...env, ...more })
    expect((await deposit(['--send'])).output).toMatch(/^E-NO-SIGNER/m)
    expect((await deposit(['--send', '--safe', OWNER])).output).toMatch(/^E-USAGE/m)
    expect((await deposit(['--again', `0x${'ab'.repeat(32)}`])).output).toMatch(/^E-USAGE/m)
    const REWARDS_SIGNER_KEY = key!
    await send({}, { mining: false })
    await chain.mine()
    const again = await deposit(['--send'], { REWARDS_SIGNER_KEY })
    expect([again.code, again.output]).toEqual([
      0,
      expect.stringMatching(/^already deposited for p0 .*: 1 ETH \(1000000000000000000 wei\) by 0x\w{64}$/m),
    ])
    expect(again.output).toContain('--again 0x')
  })
})
