import { setTimeout as wait } from 'node:timers/promises'
import { createLogger } from '@subsquid/logger'
import type { Command } from 'commander'
import cron from 'node-cron'
import { startDailyAudit } from '../audit/daily'
import { startReconciliation } from '../audit/start'
import { readEnv } from '../config/env'
import { Loop } from '../process/loop'
import { exitWithin, STOP_GRACE_MS, stopped, stopSignal } from '../process/stop'
import { writeMissing } from '../rewards/files/writeMissing'
import { openRewardsContext, type RewardsContext } from '../rewards/rewardsContext'
import { tellWaiting } from '../rewards/tellWaiting'
import { failureText, type Tick, tick } from '../rewards/tick'
import { auditInChild } from './auditChild'
import { awaitSchema } from './schema'

/**
 * Every five seconds. A tick with nothing to do is a few indexed reads, and on the devnet months become final seconds
 * apart; on a real chain it means that a month is closed within seconds of its last block being final.
 */
const SCHEDULE = '*/5 * * * * *'

const log = createLogger('assay:cron')

export function register(program: Command): void {
  program
    .command('cron')
    .description('close every reward period that is over, and (devnet) publish it')
    .option('--once', 'one round, then exit')
    .addHelpText(
      'after',
      `
Example:
  DB_URL=postgres://… ASSAY_PROFILES=profiles/destra.json RPC_DESTRA_HTTP=https://… assay cron

Two may run at once: each period is closed by one of them, once. After an outage it closes what it missed, in order.
REWARDS_AUTO_PUBLISH=true with REWARDS_SIGNER_KEY also approves and publishes what passes the sanity gates.`,
    )
    .action((options: { once?: boolean }) => run(options.once ?? false))
}

async function run(once: boolean): Promise<void> {
  const env = readEnv()
  // Money does not depend on ClickHouse: neither may the start of what closes and pays.
  await awaitSchema({ ...env, CLICKHOUSE_URL: undefined })
  const stop = stopSignal()
  const context = openRewardsContext(env)
  const kept = keepHashes(context, stop)
  let working = Promise.resolve()
  let idle = true
  const work = () => {
    // A round that takes longer than the schedule is not joined by a second one.
    if (!idle) return
    idle = false
    working = kept
      .then(() => round(context, stop))
      .finally(() => {
        idle = true
      })
  }
  work()
  console.log(`ready cron ${context.programs.map((each) => `${each.network}/${each.name}`).join(',') || 'no programs'}`)
  if (!once) {
    const task = cron.schedule(SCHEDULE, work, { timezone: 'UTC' })
    const reconciliation = startReconciliation(env, stop)
    const telling = startTelling(context)
    const audits = startDailyAudit(env, stop, (network) => auditInChild(network, stop))
    await stopped(stop)
    await task.stop()
    exitWithin(STOP_GRACE_MS)
    await reconciliation.stop()
    await audits.stop()
    await telling.stop()
  }
  await working
  if (once) await tell(context)
  await context.close()
  process.exit(0)
}

/** Files of before their hashes were kept. Nothing that is paid waits for one that fails. */
async function keepHashes(context: RewardsContext, signal: AbortSignal): Promise<void> {
  for (const program of context.programs) {
    if (signal.aborted) return
    const failed = (id: string, error: unknown) => log.warn(`files of ${id}: ${failureText(error)}`)
    await writeMissing(context.pool, program, context.writeFiles(program), failed).catch((error: unknown) =>
      failed(`${program.network} ${program.name}`, error),
    )
  }
}

/** A person looks within the hour, not within the second; a webhook that is away must not be asked all the time. */
const TELL_EVERY_MS = 60_000

/** Beside the rounds: what pays does not wait for a receiver. */
function startTelling(context: RewardsContext): Loop {
  const step = async () => {
    await tell(context)
    return 0
  }
  return new Loop('waiting distributions', TELL_EVERY_MS, step, log)
}

/** Tells the webhook what waits for a person. What it does not take is told by the next round. */
async function tell({ env, pool, programs }: RewardsContext): Promise<void> {
  if (!env.ALERT_WEBHOOK) return
  const networks = [...new Set(programs.map(({ network }) => network))]
  await tellWaiting(pool, env.ALERT_WEBHOOK, networks).catch((error: unknown) => log.warn(failureText(error)))
}

/** One tick of every program. One that fails does not keep the others from their work. */
async function round(context: RewardsContext, signal: AbortSignal): Promise<void> {
  for (const program of context.programs) {
    if (signal.aborted) return
    try {
      await tick(workOf(context, program, signal))
    } catch (error) {
      if (!signal.aborted) log.warn(`${program.network} ${program.name}: ${failureText(error)}`)
    }
  }
}

function workOf(context: RewardsContext, program: RewardsContext['programs'][number], signal: AbortSignal): Tick {
  const { env, pool, worker } = context
  const publishes = env.REWARDS_AUTO_PUBLISH && env.REWARDS_SIGNER_KEY !== undefined
  return {
    pool,
    program,
    worker,
    blocks: context.blocks(program),
    publishing: publishes ? { chain: context.chain(program), approver: 'devnet-cron' } : null,
    writeFiles: async (id) => void (await context.writeFiles(program)(id)),
    now: () => new Date(),
    sleep: (ms) => wait(ms, undefined, { signal }),
    log: { info: (message) => log.info(message), warn: (message) => log.warn(message) },
  }
}
