import { randomUUID } from 'node:crypto'
import { createLogger } from '@subsquid/logger'
import type { Pool } from 'pg'
import { readEnv } from '../config/env'
import { loadProfile } from '../config/profile'
import { eligibleNodes } from '../dispatch/leases/assign'
import type { JobLog } from '../dispatch/log/joblog'
import { openJobLog } from '../dispatch/log/open'
import { type JobNetwork, jobNetworks } from '../dispatch/network'
import { cancelJob, type JobRequest, submitJob } from '../dispatch/submit'
import { topicSpecs } from '../dispatch/topics'
import { openPool } from '../postgres/pool'
import { guardOutput } from '../process/guard'
import { Loop } from '../process/loop'
import { untilStopped } from '../process/stop'
import { actor } from './accounts'

/** Scripted users of the devnet: a job about every two seconds, once there are nodes to do it. */
const EVERY_MS = 2_000
/** More waiting jobs than this and the users hold back: the chain takes a block for each escrow. */
const MAX_WAITING = 40
/** One request in this many is thought better of at once. */
const CANCELLED_OF = 25
const [USERS, ADAPTORS] = [200, 5]
const SOURCE = 'assay/devnet/demand'

const pools = [
  { pool: 'llama-70b', memoryGb: 80, wholeCu: 6 },
  { pool: 'sdxl', memoryGb: 24, wholeCu: 3 },
  { pool: 'whisper-large', memoryGb: 24, wholeCu: 2 },
  { pool: 'embeddings', memoryGb: 24, wholeCu: 1 },
] as const
const log = createLogger('assay:demand')

void main().catch((error) => {
  log.error(error)
  process.exit(2)
})

async function main(): Promise<void> {
  guardOutput()
  const env = readEnv()
  const network = jobNetworks(env.profileFiles.map((file) => loadProfile(file, env.variables)))[0]
  if (network === undefined) throw new Error('no profile has a bill contract')
  const pool = openPool(env.dbUrl, { max: 2, name: 'assay-demand' })
  const jobLog = openJobLog(env)
  await untilStopped(async () => {
    await jobLog.ensureTopics(topicSpecs())
    const loop = new Loop('demand', EVERY_MS, () => ask(pool, jobLog, network), log)
    console.log(`ready demand ${network.name}`)
    return async () => {
      await loop.stop()
      await jobLog.close()
      await pool.end()
    }
  })
}

async function ask(pool: Pool, jobLog: JobLog, network: JobNetwork): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>(
    `select count(*)::int as waiting from job where state in ('requested', 'escrowed', 'retried')`,
  )
  if (rows[0]!.waiting >= MAX_WAITING || (await eligibleNodes(pool, network)).size === 0) return 0
  const name = randomUUID()
  const id = await submitJob(jobLog, SOURCE, name, request(network.name, name))
  if (chance(CANCELLED_OF)) await cancelJob(jobLog, SOURCE, id, 'the user thought better of it')
  return 0
}

function request(network: string, seed: string): JobRequest {
  const { pool, memoryGb, wholeCu } = pick(pools)
  return {
    network,
    user: actor('dgrid', 'user', Math.floor(Math.random() * USERS)),
    adaptor: actor('dgrid', 'adaptor', Math.floor(Math.random() * ADAPTORS)),
    pool,
    memoryGb,
    ...(chance(4) && { region: pick(['eu', 'us', 'ap'] as const) }),
    maxComputeUnits: `${Math.floor(wholeCu * (0.5 + Math.random()) * 1_000_000)}`,
    seed,
  }
}

function pick<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)]!
}

function chance(outOf: number): boolean {
  return Math.random() * outOf < 1
}
