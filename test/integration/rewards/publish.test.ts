import { type Abi, encodeFunctionData, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { blocksOf } from '../../../src/chain/blocks'
import { openNode } from '../../../src/chain/node'
import { address, type Hash } from '../../../src/economics/units'
import { eventId, eventIdPrefix } from '../../../src/events/ids'
import { closeDue } from '../../../src/rewards/close/close'
import { approve } from '../../../src/rewards/publish/approve'
import { distributorAbi } from '../../../src/rewards/publish/distributor'
import { type Publishing, type PublishPoint, publishOnce } from '../../../src/rewards/publish/publish'
import { rpcPublishChain } from '../../../src/rewards/publish/rpcChain'
import { distributionById, proofOf } from '../../../src/rewards/read'
import { tick } from '../../../src/rewards/tick'
import { account, TestChain } from '../../support/anvil'
import { loadArtifact } from '../../support/artifact'
import type { TestContract } from '../../support/contract'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, holder, utc } from './support/economy'

const ETHER = 10n ** 18n
/** What the gas of a few transactions may cost at most: the node asks 1 gwei. */
const GAS = ETHER / 100n
const owner = account(0)
/** A key of this test only. */
const key: Hex = `0x${'11'.repeat(32)}`
const publisher = privateKeyToAccount(key).address
const months = ['2025-01', '2025-02', '2025-03']
const idOf = (month: string) => `fixture:destra.stakers.monthly:${month}`
const [ann, bob] = [holder(1), holder(2)]

let postgres: TestPostgres
let chain: TestChain
let distributor: TestContract
let economy: Economy

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

/** Three months of revenue and two stakers on a real chain whose last final block is in April. */
beforeEach(async () => {
  chain = await TestChain.start()
  distributor = await chain.deploy('MerkleDistributor', [owner], owner)
  await distributor.write(owner, 'setPublisher', [publisher, true])
  await chain.setBalance(publisher, 100n * ETHER)
  economy = await Economy.create(postgres.url, { distributor: distributor.address })
  await distributor.write(owner, 'setPeriodCap', [economy.program.programId, 50n * ETHER])
  for (const month of ['2025-01-20', '2025-02-20', '2025-03-20', '2025-04-01']) {
    await chain.mine(utc(`${month}T00:00:00`))
    if (month !== '2025-04-01') await economy.revenue(chain.now, 3n * ETHER, await head())
    if (month === '2025-01-20') {
      // Blocks and times of the stakes are the fixture's; only their order with the pinned blocks matters.
      await economy.stake(ann, 2_000n, 360, 4, utc('2025-01-05T00:00:00'), 1)
      await economy.stake(bob, 1_000n, 360, 4, utc('2025-01-05T00:00:00'), 1)
      await economy.stake(holder(3), 1_100n, 360, 4, utc('2025-01-05T00:00:00'), 1)
    }
  }
  for (let block = 0; block < 14; block++) await chain.mine()
  await economy.finalAt(await head())
})
afterEach(async () => {
  await economy?.close()
  await chain?.stop()
})

const head = async () => Number(await chain.rpc<string>('eth_blockNumber'))
const node = () => openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
const blocks = () => blocksOf(node())
const chainOf = () => rpcPublishChain(node(), key)
const held = () => Promise.all(months.map((month) => onChain(month)))
const onChain = (month: string) =>
  distributor.read<[string, string, bigint, bigint]>('distributions', [
    economy.program.programId,
    BigInt(month.replace('-', '')),
  ])

/** Mines a block whenever the code waits: the node mines nothing by itself. */
function publishing(reached?: (point: PublishPoint) => void): Publishing {
  const sleep = () => chain.mine()
  return {
    pool: economy.pool,
    chain: chainOf(),
    distributor: address(distributor.address),
    payers: [],
    approvers: null,
    expiry: null,
    waitMs: 2_000,
    sleep,
    ...(reached && { reached }),
  }
}

async function closeAndApprove(): Promise<void> {
  await closeDue({ ...economy, blocks: blocks(), worker: 'test' })
  for (const month of months) await approve(economy.pool, idOf(month), 'a person')
}

describe('publishing', () => {
  beforeEach(closeAndApprove)

  it('pays each leaf once, and a second publish is refused', async () => {
    for (const month of months) expect(await publishOnce(publishing(), idOf(month))).toBe('published')
    const report = (await distributionById(economy.pool, idOf('2025-02')))!.report!
    expect(await onChain('2025-02')).toEqual([
      '0x0000000000000000000000000000000000000000',
      report.root,
      report.distributed,
      0n,
    ])
    const claim = (await proofOf(economy.pool, idOf('2025-02'), ann))!
    const args = [claim.programId, claim.period, claim.account, claim.amount, claim.proof]
    await distributor.write(owner, 'claim', args)
    expect(await chain.balance(ann as Hex)).toBe(claim.amount)
    await expect(distributor.write(owner, 'claim', args)).rejects.toThrow(/AlreadyClaimed/)
    await expect(publishOnce(publishing(), idOf('2025-02'))).rejects.toMatchObject({ code: 'E-STATE' })
    const { programId, periodNumber } = (await distributionById(economy.pool, idOf('2025-02')))!
    const again = [programId, periodNumber, account(9), report.root, 1n, report.reportHash]
    await expect(distributor.write(owner, 'publish', again)).rejects.toThrow(/AlreadyPublished/)
  })

  it('refuses a later month while an earlier one waits', async () => {
    await expect(publishOnce(publishing(), idOf('2025-02'))).rejects.toMatchObject({ code: 'E-PUBLISH-ORDER' })
    expect(await economy.count('pay_marker')).toBe(0)
  })

  it.each<PublishPoint>(['signed', 'marked', 'sent', 'mined'])('pays once when it dies at %s', async (point) => {
    const before = await chain.balance(publisher)
    for (const month of months) {
      const dying = publishing((at) => {
        if (at === point) throw new Error('killed')
      })
      await expect(publishOnce(dying, idOf(month))).rejects.toThrow('killed')
      expect(await publishOnce(publishing(), idOf(month))).toBe('published')
    }
    await expectPaidOnce(before)
    expect(await economy.count('pay_marker')).toBe(3)
  })

  it('pays once with two publishers at the same moment', async () => {
    const before = await chain.balance(publisher)
    for (const month of months) {
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => publishOnce(publishing(), idOf(month))))
      expect(outcomes.some((each) => each.status === 'fulfilled' && each.value === 'published')).toBe(true)
    }
    await expectPaidOnce(before)
  })

  it('sends another only when the first can never be mined', async () => {
    const dying = publishing((at) => {
      if (at === 'marked') throw new Error('killed')
    })
    await expect(publishOnce(dying, idOf('2025-01'))).rejects.toThrow('killed')
    // The key's nonce is used by something else meanwhile.
    await chain.send({ from: publisher, to: owner, data: '0x' })
    expect(await publishOnce(publishing(), idOf('2025-01'))).toBe('published')
    const { rows } = await economy.pool.query('select attempt, dead_because from pay_marker order by attempt')
    expect(rows).toEqual([
      { attempt: 1, dead_because: expect.stringContaining('was used by another transaction') },
      { attempt: 2, dead_because: null },
    ])
    const report = (await distributionById(economy.pool, idOf('2025-01')))!.report!
    expect(await chain.balance(distributor.address)).toBe(report.distributed)
  })

  it('records what somebody else published, and refuses when it is something else', async () => {
    const { report, programId } = (await distributionById(economy.pool, idOf('2025-01')))!
    const zero = '0x0000000000000000000000000000000000000000'
    const args = [programId, 202501n, zero, report!.root, report!.distributed, report!.reportHash]
    await chain.setBalance(owner, 100n * ETHER)
    await distributor.write(owner, 'publish', args, report!.distributed)
    expect(await publishOnce(publishing(), idOf('2025-01'))).toBe('published')
    expect(await economy.count('pay_marker')).toBe(0)
    await distributor.write(owner, 'publish', [programId, 202502n, zero, report!.root, 5n, report!.reportHash], 5n)
    await expect(publishOnce(publishing(), idOf('2025-02'))).rejects.toMatchObject({ code: 'E-PUBLISH-CONFLICT' })
  })

  it('says what the contract would refuse, without sending', async () => {
    await distributor.write(owner, 'setPeriodCap', [economy.program.programId, 1n])
    await expect(publishOnce(publishing(), idOf('2025-01'))).rejects.toMatchObject({
      code: 'E-WOULD-REVERT',
      message: expect.stringContaining('AboveCap'),
    })
    expect(await economy.count('pay_marker')).toBe(0)
  })
})

describe('the cron’s tick', () => {
  const run = (over: { now?: number; approver?: string } = {}) => {
    const lines: string[] = []
    const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(`warn ${line}`) }
    const work = tick({
      ...economy,
      blocks: blocks(),
      worker: 'test',
      publishing: { chain: chainOf(), approver: 'devnet-cron' },
      now: () => new Date((over.now ?? chain.now) * 1000),
      sleep: () => chain.mine(),
      log,
    })
    return work.then(() => lines)
  }

  it('closes, approves, publishes in order and does nothing the second time', async () => {
    const before = await chain.balance(publisher)
    expect(await run()).toEqual([
      ...months.map((month) => `closed ${idOf(month)}`),
      ...months.map((month) => `published ${idOf(month)}`),
    ])
    expect(await run()).toEqual([])
    await expectPaidOnce(before)
  })

  it('settles a month once every leaf is claimed, by final rows', async () => {
    await run()
    const { programId, shareRows } = await leaves('2025-01')
    for (const [index, { account: who, amount }] of shareRows.entries()) {
      const block = index === 0 ? 10_000 : 1
      await economy.pool.query(
        `insert into reward_claim (id, network, distributor, program_id, period, account, amount, block, block_time, tx_hash)
         values ($1, 'fixture', $2, $3, 202501, $4, $5, $6, 0, '0x')`,
        [
          eventId(eventIdPrefix('fixture', { number: block, hash: '0xabcde' as Hash }), index, 0),
          distributor.address,
          programId,
          who,
          amount,
          block,
        ],
      )
    }
    expect(await run()).toEqual([])
    await economy.finalAt(10_000)
    expect(await run()).toEqual([`settled ${idOf('2025-01')}`])
  })

  it('holds back what a gate refuses, until a person approves it', async () => {
    await chain.setBalance(publisher, ETHER)
    const lines = await run()
    expect(lines.filter((line) => line.startsWith('warn')).map((line) => line.slice(0, 90))).toEqual(
      months.map((month) => expect.stringContaining(idOf(month))),
    )
    expect((await distributionById(economy.pool, idOf('2025-01')))!.held).toMatch(/^balance: payer holds/)
    await chain.setBalance(publisher, 100n * ETHER)
    expect(await run()).toEqual(months.map((month) => `published ${idOf(month)}`))
  })

  it('takes note of what a Safe published, once it is final and is what was approved', async () => {
    await closeAndApprove()
    const alone = async () => {
      const lines: string[] = []
      const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(`warn ${line}`) }
      const now = () => new Date(chain.now * 1000)
      await tick({
        ...economy,
        blocks: blocks(),
        worker: 'test',
        publishing: null,
        now,
        sleep: () => chain.mine(),
        log,
      })
      return lines
    }
    const put = (month: string, block: number, wrong = '') =>
      economy.pool.query(
        `insert into publication (id, network, distributor, program_id, period, asset, root, total, report_hash, block, block_time, tx_hash)
         select d.period, network, $2, program_id, period_number, $3, r.root || $5, r.distributed, r.sha256, $4, 0, '0xsafe'
           from distribution d join report r on r.distribution_id = d.id where d.id = $1`,
        [idOf(month), distributor.address, '0x0000000000000000000000000000000000000000', block, wrong],
      )
    await put('2025-01', 1)
    await put('2025-02', 10_000)
    await put('2025-03', 1, '00')
    expect(await alone()).toEqual([`published ${idOf('2025-01')}, by others`])
    expect(await alone()).toEqual([])
    expect(await distributionById(economy.pool, idOf('2025-01'))).toMatchObject({
      ...{ state: 'published', publishedTx: '0xsafe', publishedBlock: 1 },
    })
    expect(await proofOf(economy.pool, idOf('2025-01'), ann)).not.toBeNull()
    await economy.finalAt(10_000)
    expect(await alone()).toEqual([`published ${idOf('2025-02')}, by others`])
    expect((await distributionById(economy.pool, idOf('2025-03')))!.state).toBe('approved')
  })

  it('publishes nothing while the node is behind', async () => {
    expect(await run({ now: chain.now + 3_600 })).toEqual(months.map((month) => `closed ${idOf(month)}`))
    expect((await held()).every(([, root]) => BigInt(root) === 0n)).toBe(true)
  })

  it('sends a publication again that a reorg took away', async () => {
    await run()
    // One block a month, and two of them go.
    await chain.rpc('anvil_rollback', 2)
    const lines = await run()
    expect(lines.filter((line) => line.includes('the chain lost it')).length).toBeGreaterThan(0)
    expect(lines.filter((line) => line.startsWith('published')).length).toBeGreaterThan(0)
    expect((await held()).every(([, root]) => BigInt(root) !== 0n)).toBe(true)
  })

  it('keeps the block that a publication is in once it is final, wherever a reorg has moved it', async () => {
    await run()
    const { rows } = await economy.pool.query(
      `insert into publication (id, network, distributor, program_id, period, asset, root, total, report_hash, block, block_time, tx_hash)
       select 'moved', network, $2, program_id, period_number, asset, '0x', 0, '0x', published_block + 1, 0, published_tx
         from distribution where id = $1 returning block`,
      [idOf('2025-01'), distributor.address],
    )
    await economy.finalAt(10_000)
    await run()
    const found = await economy.pool.query(
      'select published_block as block, publication_final as final from distribution where id = $1',
      [idOf('2025-01')],
    )
    expect(found.rows).toEqual([{ block: rows[0].block, final: true }])
  })
})

describe('the ABI', () => {
  it('is the compiled contract’s', () => {
    const { abi } = loadArtifact('MerkleDistributor')
    const signature = (entry: Abi[number]) => JSON.stringify(entry, Object.keys(entry).sort())
    for (const item of distributorAbi.filter((each) => each.type === 'function')) {
      const compiled = abi.find((each) => each.type === 'function' && each.name === item.name)
      expect(compiled && signature(compiled)).toBe(signature(item))
    }
    expect(encodeFunctionData({ abi, functionName: 'distributions', args: [`0x${'00'.repeat(32)}`, 1n] })).toBe(
      encodeFunctionData({ abi: distributorAbi, functionName: 'distributions', args: [`0x${'00'.repeat(32)}`, 1n] }),
    )
  })
})

/** The chain holds every month's root, and the publisher has paid exactly their sum. */
async function expectPaidOnce(before: bigint): Promise<void> {
  const distributed = await Promise.all(
    months.map(async (month) => (await distributionById(economy.pool, idOf(month)))!.report!.distributed),
  )
  const total = distributed.reduce((sum, each) => sum + each, 0n)
  expect((await held()).map(([, , amount]) => amount)).toEqual(distributed)
  expect(await chain.balance(distributor.address)).toBe(total)
  const spent = before - (await chain.balance(publisher))
  expect([spent >= total, spent < total + GAS]).toEqual([true, true])
  expect(Number(await chain.rpc<string>('eth_getTransactionCount', publisher, 'latest'))).toBe(months.length)
}

async function leaves(month: string) {
  const { programId } = (await distributionById(economy.pool, idOf(month)))!
  const { rows } = await economy.pool.query<{ account: string; amount: string }>(
    'select account, amount from report_share where distribution_id = $1 and amount > 0',
    [idOf(month)],
  )
  return { programId, shareRows: rows }
}
