import { describe, expect, it } from 'vitest'
import { MAX_ATTEMPTS } from '../../../src/dispatch/job'
import { cancelJob } from '../../../src/dispatch/submit'
import { quote } from '../../../src/economics/billing'
import { MINIMUM_STAKE, type World } from './world'
import { worldPerTest } from './worlds'

const BASE_PRICE = 5n * 10n ** 16n

describe('a job from its request to its bill', () => {
  let world: World
  worldPerTest((each) => {
    world = each
  })

  it('is escrowed, leased, run, completed and settled, and pays exactly what was quoted', async () => {
    await world.dispatcher()
    await world.worker([await world.node('a'), await world.node('b')])
    const ids = await Promise.all(Array.from({ length: 12 }, () => world.submit()))
    for (const id of ids) await world.untilState(id, 'settled')
    for (const id of ids) {
      const path = await world.path(id)
      expect(path.filter((state) => state !== 'running')).toEqual([
        'requested',
        'escrowed',
        'leased',
        'completed',
        'settled',
      ])
      const job = (await world.job(id))!
      const usage = { computeUnits: BigInt(job.computeUnits!), basePrice: BASE_PRICE, penaltyBps: job.penaltyBps! }
      expect(BigInt(job.quote!)).toBe(quote(usage))
    }
    const { rows } = await world.pool.query(
      `select count(*)::int as bills, count(distinct job_id)::int as jobs from bill where status = 'settled'`,
    )
    expect(rows).toEqual([{ bills: 12, jobs: 12 }])
    await world.until(
      'what was reconciled is on the log',
      async () => (await settlements('assay.settlement.reconciled.v1')) === 12,
    )
  })

  it('goes to the worker of its node, however many workers there are: no attempt is lost', async () => {
    await world.dispatcher()
    await world.worker([await world.node('a')], 2)
    await world.worker([await world.node('b')], 2)
    const ids = await Promise.all(Array.from({ length: 12 }, () => world.submit()))
    for (const id of ids) await world.untilState(id, 'settled')
    // one that comes later is told nothing of what was assigned before
    await world.worker([await world.node('c')])
    ids.push(await world.submit())
    await world.untilState(ids.at(-1)!, 'settled')
    expect(await facts()).toMatchObject({ jobs: ids.length, leases: ids.length })
  })

  it('is billed once when every topic is doubled and read again from its first record', async () => {
    await world.dispatcher()
    await world.worker([await world.node('a')], 4)
    const names = Array.from({ length: 8 }, (_, at) => `replayed ${at}`)
    for (const name of [...names, ...names, ...names.toReversed()]) await world.submit(name)
    for (const name of names) await world.untilState(world.idOf(name), 'settled')
    const before = await facts()
    await world.replay()
    await world.until('everything is read again', async () => (await world.dispatchers[0]!.lag()) === 0n)
    expect(await facts()).toEqual(before)
    expect(before).toMatchObject({ jobs: 8, bills: 8, leases: 8, settlements: 16 })
  })

  it('has one live lease per job and GPU while dispatchers come and go', async () => {
    await world.dispatcher()
    await world.worker([await world.node('a'), await world.node('b')], 3)
    const ids: string[] = []
    for (let round = 0; round < 4; round++) {
      for (let n = 0; n < 6; n++) ids.push(await world.submit())
      const other = await world.dispatcher()
      await world.until('the newcomer has work', async () => (await facts()).leases > round * 4)
      await other.stop()
    }
    for (const id of ids) await world.untilState(id, 'settled')
    const { rows } = await world.pool.query<{ overlaps: number }>(
      `select count(*)::int as overlaps from lease a join lease b on a.token < b.token
          and (a.job_id = b.job_id or (a.node = b.node and a.gpu = b.gpu)) and b.leased_at < a.released_at`,
    )
    expect(rows[0]!.overlaps).toBe(0)
    expect(await facts()).toMatchObject({ jobs: 24, bills: 24 })
  })

  it('a worker that comes back after its lease changes nothing; the next attempt is what counts', async () => {
    await world.dispatcher()
    const [slow, fast] = [await world.node('slow'), await world.node('fast')]
    await world.heartbeat(slow)
    const id = await world.submit()
    await world.untilState(id, 'leased')
    const first = (await leases(id))[0]!
    await world.silence(slow)
    await world.runOut(id)
    await world.until('it is waiting again', async () => (await world.path(id)).includes('retried'))
    // the late result arrives while nobody, and again while somebody else, holds the job
    await complete(id, first.token, slow, '999')
    await world.heartbeat(fast)
    await world.until('the second lease', async () => (await leases(id)).length === 2)
    await complete(id, first.token, slow, '999')
    await progress(id, first.token, slow)
    const second = (await leases(id))[1]!
    expect(second).toMatchObject({ node: fast })
    expect(BigInt(second.token)).toBeGreaterThan(BigInt(first.token))
    await world.until('late reports are handled', async () => (await world.dispatchers[0]!.lag()) === 0n)
    expect((await world.job(id))!.state).toBe('leased')
    await complete(id, second.token, fast, '1000000')
    await complete(id, second.token, fast, '1400000')
    await world.untilState(id, 'settled')
    expect(await world.job(id)).toMatchObject({ computeUnits: '1000000', node: fast, attempt: 2 })
  })

  it('gives up after five attempts and refunds the whole escrow', async () => {
    await world.dispatcher()
    const node = await world.node('a')
    await world.heartbeat(node)
    const id = await world.submit()
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      await world.until(`attempt ${attempt}`, async () => (await leases(id)).length === attempt)
      const lease = (await leases(id))[attempt - 1]!
      await world.report('assay.job.failed.v1', { jobId: id, token: lease.token, node, reason: 'out of memory' })
      await world.heartbeat(node)
    }
    await world.untilState(id, 'refunded')
    const attempts = Array.from({ length: MAX_ATTEMPTS }, () => ['leased', 'failed', 'retried']).flat()
    expect(await world.path(id)).toEqual([
      'requested',
      'escrowed',
      ...attempts.slice(0, -1),
      'dead-lettered',
      'refunded',
    ])
    expect((await leases(id)).length).toBe(MAX_ATTEMPTS)
    const { rows } = await world.pool.query('select status, refund = escrow as whole from bill')
    expect(rows).toEqual([{ status: 'refunded', whole: true }])
  })

  it('is cancelled before anyone begins it, and its escrow goes back', async () => {
    await world.dispatcher()
    const id = await world.submit()
    await world.untilState(id, 'escrowed')
    await cancelJob(world.log, 'test', id, 'wrong model')
    await world.untilState(id, 'refunded')
    expect(await world.path(id)).toEqual(['requested', 'escrowed', 'cancelled', 'refunded'])
  })

  it('goes only to nodes with the minimum stake at the final and at the head block, out of jail', async () => {
    await world.dispatcher()
    const [poor, jailed, leaving] = [
      await world.node('poor', MINIMUM_STAKE - 1n),
      await world.node('jailed'),
      await world.node('leaving'),
    ]
    await world.pool.query(
      `update node set jailed_until = extract(epoch from now())::bigint + 3600 where address = $1`,
      [jailed],
    )
    await world.pool.query('update node set stake = 0 where address = $1', [leaving])
    for (const node of [poor, jailed, leaving]) await world.heartbeat(node)
    const id = await world.submit()
    await world.untilState(id, 'escrowed')
    await world.until('heartbeats are handled', async () => (await world.dispatchers[0]!.lag()) === 0n)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(await leases(id)).toEqual([])
    const good = await world.node('good')
    await world.heartbeat(good)
    await world.untilState(id, 'leased')
    expect(await leases(id)).toMatchObject([{ node: good }])
  })

  it('stays completed, with a finding that shows both sides, when the bill is not what was quoted', async () => {
    world.chain.overcharge = 1n
    await world.dispatcher()
    await world.worker([await world.node('a')])
    const id = await world.submit()
    await world.until('the finding', async () => (await findings()).length === 1)
    expect((await world.job(id))!.state).toBe('completed')
    expect((await findings())[0]).toMatchObject({
      job_id: id,
      code: 'bill-mismatch',
      evidence: { different: ['cost'] },
    })
  })

  it('is billed once when the settler dies between its marker and the node', async () => {
    world.chain.loseNextSend = true
    await world.dispatcher()
    await world.worker([await world.node('a')])
    const id = await world.submit()
    await world.until('the marker', async () => (await settlementRow(id, 'open'))?.status === 'sent')
    await world.pool.query(`update settlement set sent_at = clock_timestamp() - interval '1 hour'`)
    await world.untilState(id, 'settled')
    expect(world.chain.mined.flatMap((call) => call.bills.map(() => call.action))).toEqual(['open', 'settle'])
  })

  it('has its bill opened again when a reorg took it before it was settled', async () => {
    world.chain.refuse = (call) => (call.action === 'settle' ? 'not yet' : null)
    await world.dispatcher()
    await world.worker([await world.node('a')])
    const id = await world.submit()
    await world.untilState(id, 'completed')
    await world.pool.query('delete from bill')
    world.chain.refuse = () => null
    const impatience = setInterval(
      () => void world.pool.query(`update settlement set at = at - interval '1 minute'`),
      200,
    )
    await world.untilState(id, 'settled')
    clearInterval(impatience)
    expect(world.chain.mined.map((call) => call.action)).toEqual(['open', 'open', 'settle'])
  })

  it('one bill that the contract refuses does not keep the others from theirs', async () => {
    const refused = world.idOf('no allowance')
    world.chain.refuse = (call) =>
      call.action === 'open' && call.bills.some((bill) => bill.jobId === refused) ? 'ERC20InsufficientAllowance' : null
    await world.dispatcher()
    await world.worker([await world.node('a')], 4)
    const names = ['one', 'no allowance', 'two', 'three']
    for (const name of names) await world.submit(name)
    for (const name of ['one', 'two', 'three']) await world.untilState(world.idOf(name), 'settled')
    await world.until(
      'the refusal',
      async () => (await settlementRow(refused, 'open'))?.error === 'ERC20InsufficientAllowance',
    )
    expect((await world.job(refused))!.state).toBe('requested')
    // its five chances come five seconds apart
    const impatience = setInterval(
      () => void world.pool.query(`update settlement set at = at - interval '1 minute'`),
      200,
    )
    await world.untilState(refused, 'cancelled')
    clearInterval(impatience)
    expect((await world.job(refused))!.error).toBe('escrow refused: ERC20InsufficientAllowance')
  })

  async function leases(id: string): Promise<{ token: string; node: string; outcome: string | null }[]> {
    return (await world.pool.query('select token, node, outcome from lease where job_id = $1 order by token', [id]))
      .rows
  }
  function complete(id: string, token: string, node: string, computeUnits: string): Promise<void> {
    const resultDigest = `0x${'1'.repeat(64)}`
    return world.report('assay.job.completed.v1', { jobId: id, token, node, computeUnits, resultDigest })
  }
  function progress(id: string, token: string, node: string): Promise<void> {
    return world.report('assay.job.progress.v1', { jobId: id, token, node, percent: 50 })
  }
  async function facts() {
    const { rows } = await world.pool.query(
      `select (select count(*) from job)::int as jobs, (select count(*) from bill)::int as bills,
              (select count(*) from lease)::int as leases, (select count(*) from settlement)::int as settlements,
              (select count(*) from job_event)::int as steps, (select count(*) from dead_letter)::int as dead`,
    )
    return rows[0] as { jobs: number; bills: number; leases: number; settlements: number; steps: number; dead: number }
  }
  async function findings() {
    return (await world.pool.query('select * from job_finding')).rows
  }
  async function settlementRow(
    id: string,
    action: string,
  ): Promise<{ status: string; error: string | null } | undefined> {
    return (
      await world.pool.query('select status, error from settlement where job_id = $1 and action = $2', [id, action])
    ).rows[0]
  }
  async function settlements(type: string): Promise<number> {
    const { rows } = await world.pool.query(
      `select count(*)::int as count from job_log where headers ->> 'ce_type' = $1`,
      [type],
    )
    return rows[0].count
  }
})
