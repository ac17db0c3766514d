import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { Pool } from 'pg'
import { type Env, readEnv } from '../config/env'
import { loadProfile } from '../config/profile'
import type { JobLog } from '../dispatch/log/joblog'
import { openJobLog } from '../dispatch/log/open'
import { jobNetworks } from '../dispatch/network'
import { readHistory, readJob } from '../dispatch/read'
import { cancelJob, jobIdOf, submitJob } from '../dispatch/submit'
import { waits } from '../dispatch/waits'
import { isTooLate } from '../dispatch/wishes'
import { address } from '../economics/units'
import { AssayError } from '../errors'
import { openPool } from '../postgres/pool'

const SOURCE = 'assay/cli'
/** States after which nothing happens any more. */
const ENDED = ['settled', 'refunded', 'cancelled', 'dead-lettered']
const FOLLOW_MS = 300

interface SubmitOptions {
  readonly network?: string
  readonly user: string
  readonly adaptor: string
  readonly cu: string
  readonly pool: string
  readonly model?: string
  readonly memory: string
  readonly region?: string
  readonly priority?: string
  readonly notBefore?: string
  readonly deadline?: string
  readonly name?: string
  readonly follow?: boolean
  readonly json?: boolean
}

export function register(program: Command): void {
  const job = program.command('job').description('put a job on the log, look at it, call it off')
  job
    .command('submit')
    .description('put a job on the log; the user must have approved the bill contract')
    .requiredOption('--user <address>', 'whose tokens pay')
    .requiredOption('--adaptor <address>', 'who routed it')
    .requiredOption('--cu <units>', 'compute units it may take at most, e.g. 1.5')
    .option('--network <name>', 'default: the network with a bill contract')
    .option('--pool <name>', 'kind of work', 'default')
    .option('--model <name>', 'GPU model; default: any')
    .option('--memory <gb>', 'GPU memory it needs', '1')
    .option('--region <name>', 'default: any')
    .option('--priority <number>', 'among your own jobs, -9 to 9, the greatest first (default: 0)')
    .option('--not-before <time>', 'no node begins it earlier, e.g. 2026-01-31T12:00:00Z')
    .option('--deadline <time>', 'given back if no node has begun it by then')
    .option('--name <name>', 'yours; the same name is the same job, however often it is sent (default: a random one)')
    .option('--follow', 'print each state until the job has ended')
    .option('--json', 'one JSON object (a line per state with --follow)')
    .addHelpText(
      'after',
      '\nExample:\n  assay job submit --user 0x… --adaptor 0x… --cu 1.5 --pool llama-70b --memory 80 --follow',
    )
    .action((options: SubmitOptions) => withLog((env, pool, log) => submit(env, pool, log, options)))
  job
    .command('show <id>')
    .description('a job and every state it was in')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  assay job show 0x… --json')
    .action((id: string, options: { json?: boolean }) => withLog((_, pool) => show(pool, id, options.json ?? false)))
  job
    .command('cancel <id>')
    .description('call off a job that has no result yet; its escrow goes back')
    .option('--reason <text>', 'for the history', 'cancelled by its requester')
    .addHelpText('after', '\nExample:\n  assay job cancel 0x… --reason "wrong model"')
    .action((id: string, options: { reason: string }) =>
      withLog(async (_, pool, log) => {
        await existing(pool, id)
        await cancelJob(log, SOURCE, id, options.reason)
        console.log(`asked to cancel ${id}; assay job show ${id} tells what came of it`)
      }),
    )
}

async function withLog(work: (env: Env, pool: Pool, log: JobLog) => Promise<void>): Promise<void> {
  const env = readEnv()
  const pool = openPool(env.dbUrl, { max: 2, name: 'assay-job' })
  const log = openJobLog(env)
  try {
    await work(env, pool, log)
  } finally {
    await log.close()
    await pool.end()
  }
}

async function submit(env: Env, pool: Pool, log: JobLog, options: SubmitOptions): Promise<void> {
  const networks = jobNetworks(env.profileFiles.map((file) => loadProfile(file, env.variables)))
  const network = networks.find((each) => options.network === undefined || each.name === options.network)
  if (network === undefined)
    throw new AssayError('E-JOB-NETWORK', `no profile of ${options.network ?? 'a network'} with a bill contract`, {
      next: 'Set ASSAY_PROFILES to its profile.',
    })
  const name = options.name ?? randomUUID()
  const memoryGb = Number(options.memory)
  if (!Number.isInteger(memoryGb) || memoryGb < 1) throw usage('--memory', 'a whole number of GB')
  await submitJob(log, SOURCE, name, {
    network: network.name,
    user: account('--user', options.user),
    adaptor: account('--adaptor', options.adaptor),
    pool: options.pool,
    ...(options.model && { model: options.model }),
    memoryGb,
    ...(options.region && { region: options.region }),
    maxComputeUnits: `${microUnits(options.cu)}`,
    seed: name,
    ...wishesOf(options),
  })
  const id = jobIdOf(name)
  if (options.follow) await follow(pool, id, options.json ?? false)
  else console.log(options.json ? JSON.stringify({ id, name, network: network.name }) : id)
}

/** Micro-CU of a decimal text. @throws AssayError E-USAGE */
export function microUnits(text: string): bigint {
  const match = text.match(/^(\d{1,12})(?:\.(\d{1,6}))?$/)
  const units = match ? BigInt(match[1]!) * 1_000_000n + BigInt((match[2] ?? '').padEnd(6, '0')) : 0n
  if (units === 0n) throw usage('--cu', 'compute units above 0 with at most 6 decimals, e.g. 1.5')
  return units
}

/** @throws AssayError E-USAGE */
export function wishesOf({
  priority,
  notBefore,
  deadline,
}: Pick<SubmitOptions, 'priority' | 'notBefore' | 'deadline'>) {
  if (priority !== undefined && !/^-?\d$/.test(priority)) throw usage('--priority', 'a whole number from -9 to 9')
  const times = {
    ...(notBefore !== undefined && { notBefore: instant('--not-before', notBefore) }),
    ...(deadline !== undefined && { deadline: instant('--deadline', deadline) }),
  }
  if (isTooLate(times)) throw usage('--deadline', 'after --not-before')
  return { ...(priority !== undefined && { priority: Number(priority) }), ...times }
}

function instant(option: string, text: string): string {
  const at = new Date(text)
  const isUtc = /^2\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text)
  if (!isUtc || Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text.slice(0, 16)))
    throw usage(option, 'a time in UTC, e.g. 2026-01-31T12:00:00Z')
  return at.toISOString()
}

async function follow(pool: Pool, id: string, json: boolean): Promise<void> {
  for (let shown = 0; ; await new Promise((resolve) => setTimeout(resolve, FOLLOW_MS))) {
    const steps = await readHistory(pool, id)
    for (const step of steps.slice(shown)) console.log(json ? JSON.stringify({ id, ...step }) : line(step))
    shown = steps.length
    if (ENDED.includes(steps.at(-1)?.state ?? '')) return
  }
}

async function show(pool: Pool, id: string, json: boolean): Promise<void> {
  const job = await existing(pool, id)
  const history = await readHistory(pool, id)
  if (json) return console.log(JSON.stringify({ ...job, history }))
  const shown = { ...job, waitsFor: job.waitsFor && `${job.waitsFor}: ${waits[job.waitsFor]}` }
  for (const [name, value] of Object.entries(shown)) if (value !== null) console.log(`${name.padEnd(16)} ${value}`)
  for (const step of history) console.log(line(step))
}

async function existing(pool: Pool, id: string) {
  const job = await readJob(pool, id.toLowerCase())
  if (job === null) throw unknownJob(id)
  return job
}

export function unknownJob(id: string): AssayError {
  return new AssayError('E-JOB-UNKNOWN', `there is no job ${id}`, {
    next: 'A job that was just submitted is taken in within a second, if `assay dispatch` runs.',
  })
}

function line(step: Awaited<ReturnType<typeof readHistory>>[number]): string {
  const attempt = step.attempt > 0 ? ` attempt ${step.attempt}` : ''
  return `${step.at.toISOString()} ${step.state}${attempt}${step.node ? ` on ${step.node}` : ''}${step.reason ? `: ${step.reason}` : ''}`
}

function account(option: string, text: string): string {
  try {
    return address(text)
  } catch {
    throw usage(option, 'an address: 0x and 40 hex digits')
  }
}

function usage(option: string, what: string): AssayError {
  return new AssayError('E-USAGE', `${option} must be ${what}`, { next: 'See assay job --help.' })
}
