import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { privateKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { devnetProfiles } from '../../../src/devnet/profiles'
import { PostgresJobLog } from '../../../src/dispatch/log/postgres'
import { escrowFor } from '../../../src/economics/billing'
import { AssayProcess, waitUntil } from '../../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'

const network = 'devnet-dgrid'
const PRICE = 5n * 10n ** 16n
const key = `0x${'d'.repeat(64)}` as const
const node = privateKeyToAddress(key).toLowerCase()
const account = (digit: string) => `0x${digit.repeat(40)}`

describe('assay dispatch, worker and job', () => {
  let server: TestPostgres
  let folder: string
  let db: Client
  let env: Record<string, string>
  const started: AssayProcess[] = []
  beforeAll(async () => {
    server = await startTestPostgres()
    const { url } = await freshDatabase(server.url, 'jobs')
    folder = await mkdtemp(path.join(os.tmpdir(), 'assay-test-jobs-'))
    const profile = path.join(folder, 'dgrid.json')
    const { rpc: _, ...dgrid } = devnetProfiles.find((each) => each.name === network)!
    await writeFile(profile, JSON.stringify({ ...dgrid, minimumNodeStake: '100' }))
    env = {
      DB_URL: url,
      JOB_LOG: 'postgres',
      JOB_LOG_PARTITIONS: '3',
      ASSAY_PROFILES: profile,
      ASSAY_DATA: folder,
      CLICKHOUSE_URL: '',
      KAFKA_BROKERS: '',
      WORKER_KEYS: key,
    }
    expect((await command('migrate')).code).toBe(0)
    db = new Client({ connectionString: url })
    await db.connect()
    await db.query('create schema squid_devnet_dgrid')
    await db.query('create table squid_devnet_dgrid.status (id int, height int, hash text)')
    await db.query("insert into squid_devnet_dgrid.status values (0, 100, '0x64')")
    await db.query(
      `insert into node (id, network, address, operator, stake, jailed_until, slashed, earned, bills, compute_units, registered_block, block)
       values ('n', $1, $2, $2, 100, 0, 0, 0, 0, 0, 1, 1)`,
      [network, node],
    )
    await db.query(
      `insert into node_version (id, network, node, stake, jailed_until, from_block, from_time) values ('n-1', $1, $2, 100, 0, 1, 0)`,
      [network, node],
    )
  })
  afterAll(async () => {
    for (const each of started) each.child.kill('SIGKILL')
    await db?.end()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const command = (...args: string[]) => AssayProcess.run(args, env)
  async function run(...args: string[]): Promise<AssayProcess> {
    const running = AssayProcess.start(args, env)
    started.push(running)
    await running.until(`${args[0]} is ready`, async () => running.log.includes(`ready ${args[0]}`))
    return running
  }
  async function submit(name: string): Promise<string> {
    const who = ['--user', account('a'), '--adaptor', account('b')]
    const { code, output } = await command('job', 'submit', ...who, '--cu', '2', '--name', name, '--json')
    expect(code).toBe(0)
    return answer({ output }).id
  }
  /** What the chain and its indexer would do; without SETTLER_KEY the dispatcher leaves it to them. */
  async function openBill(id: string): Promise<void> {
    await db.query(
      `insert into bill (id, network, bill_id, job_id, account, adaptor, escrow, status, base_price, refund, opened_block, opened_time, opened_by)
       values ($1, $2, $3, $3, $4, $5, $6, 'open', $7, 0, 90, 0, '0x')`,
      [
        `${network}-${id}`,
        network,
        id,
        account('a'),
        account('b'),
        escrowFor(2_000_000n, PRICE).toString(),
        PRICE.toString(),
      ],
    )
  }
  const answer = ({ output }: { output: string }) => JSON.parse(output.trim().split('\n').at(-1)!)
  async function show(id: string) {
    const { output } = await command('job', 'show', id, '--json')
    return answer({ output })
  }
  const untilState = (id: string, state: string) =>
    waitUntil(
      `${id} is ${state}`,
      async () => (await db.query('select state from job where id = $1', [id])).rows[0]?.state === state,
    )

  it('a job survives the death of its worker; processes end with 0 when they are asked to', async () => {
    const dispatch = await run('dispatch')
    const made = await db.query("select partitions from job_topic where topic = 'jobs.requested.v1'")
    expect(made.rows).toEqual([{ partitions: 3 }])
    const doomed = await run('worker', '--gpus', '1')
    const id = await submit('survivor')
    await untilState(id, 'requested')
    expect(await show(id)).toMatchObject({ id, state: 'requested', maxComputeUnits: '2000000' })
    await openBill(id)
    await untilState(id, 'running')
    await doomed.stop('SIGKILL')
    const worker = await run('worker', '--gpus', '1', '--pace', '0')
    await db.query(`update lease set expires_at = clock_timestamp() where released_at is null`)
    await untilState(id, 'completed')
    const { history, ...job } = await show(id)
    expect(history.map((step: { state: string }) => step.state).filter((state: string) => state !== 'running')).toEqual(
      ['requested', 'escrowed', 'leased', 'failed', 'retried', 'leased', 'completed'],
    )
    expect(job).toMatchObject({ attempt: 2, percent: 100, node })

    const other = await submit('thought better')
    await untilState(other, 'requested')
    expect((await command('job', 'cancel', other, '--reason', 'too dear')).code).toBe(0)
    await untilState(other, 'cancelled')
    expect(await show(other)).toMatchObject({ state: 'cancelled', error: 'too dear' })

    const status = await command('dispatch', 'status', '--json')
    expect(answer(status)).toMatchObject({
      deadLetters: 0,
      networks: [{ network, waiting: { retried: 0 }, freeGpus: 1 }],
    })
    const nodes = answer(await command('dispatch', 'nodes', '--json'))
    expect(nodes).toMatchObject({ node, isEligible: true, stake: '100', gpus: 1, busyGpus: 0 })
    const why = await command('dispatch', 'why', other)
    expect(why.output).toContain(`${other} is cancelled, too dear`)
    expect(answer(await command('dispatch', 'why', id, '--json'))).toMatchObject({
      attempts: [
        { outcome: 'expired', fault: 'job' },
        { outcome: 'completed', fault: null },
      ],
      settlements: [{ action: 'open' }, { action: 'settle' }],
    })
    const log = new PostgresJobLog(env.DB_URL!)
    await log.append('jobs.requested.v1', [{ key: 'k', headers: {}, value: Buffer.from('hello') }])
    await log.close()
    await waitUntil('it is given up', async () => (await db.query('select from dead_letter')).rowCount === 1)
    const letter = answer(await command('dispatch', 'dead', '--json'))
    expect(letter).toMatchObject({ key: 'k', value: 'hello', attempts: 1, error: 'ce_specversion is missing, not 1.0' })
    expect((await command('dispatch', 'status')).output).toContain('1 records were given up: assay dispatch dead')
    expect((await command('dispatch', 'replay', letter.place)).code).toBe(0)
    await waitUntil('it is given up again', async () => (await db.query('select from dead_letter')).rowCount === 2)
    expect((await command('dispatch', 'replay', letter.place)).output).toContain('E-DEAD-LETTER')

    for (const each of [worker, dispatch]) {
      await each.stop('SIGTERM')
      expect(each.child.exitCode).toBe(0)
    }
  })

  it('says what is wrong and what to do, with exit code 2', async () => {
    const who = ['--user', account('a'), '--adaptor', account('b')]
    const wrong = await command('job', 'submit', ...who, '--cu', '1,5')
    expect(wrong).toMatchObject({ code: 2 })
    expect(wrong.output).toContain('--cu must be compute units above 0')
    const unknown = await command('job', 'show', `0x${'0'.repeat(64)}`)
    expect(unknown).toMatchObject({ code: 2 })
    expect(unknown.output).toContain('E-JOB-UNKNOWN')
    const { code, output } = await AssayProcess.run(['dispatch'], { ...env, ASSAY_PROFILES: '' })
    expect(code).toBe(2)
    expect(output).toContain('E-DISPATCH-NETWORKS')
  })
})
