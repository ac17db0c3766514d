import { setTimeout as sleep } from 'node:timers/promises'
import type { NodeOptions } from '../../chain/node'
import { nodeOf } from '../../chain/nodeOf'
import { type Env, readEnv } from '../../config/env'
import type { Profile } from '../../config/profile'
import { AssayError } from '../../errors'
import { onSignals, stopped } from '../../process/stop'
import { freePortFrom, requirePort } from '../ports'
import { killWithDescendants, ownChildren } from '../process'
import { releasePort } from '../reservedPorts'
import { withdraw } from './announce'
import { freeBytes, LOW_BYTES, megabytes, NEEDED_BYTES, openDataDir, requireSpace, wipeDataDir } from './dataDir'
import type { Devnet, History } from './devnet'
import { indexProgress } from './indexProgress'
import { layoutOf } from './layout'
import { lockRunDir } from './lock'
import { clearUnlisted, markDescendants } from './marker'
import { loadNetworks, paysJobs } from './networks'
import { clearOrphans } from './pidFile'
import { commandUnit, runMigrations, scriptUnit } from './processes'
import type { Screen } from './screen'
import { Session, type UpPlan } from './session'
import { chooseJobLog, type JobLogChoice, startChain, startClickhouseStore, startPostgresStore } from './stores'
import { Supervisor, type UnitNews } from './supervisor'
import type { Running, Stage } from './unit'

/** How long the next command waits for one that does not say that it is ready. */
const READY_WAIT_MS = 5_000
const SPACE_CHECK_MS = 30_000
/** Often enough for a bar to move, seldom enough not to be felt by two cores that index. */
const FOLLOW_MS = 1_000
/** A provider counts its requests. */
const FOLLOW_PROVIDER_MS = 5_000
const FOLLOWED_NODE: NodeOptions = { timeoutMs: 5_000, retries: 0 }
/** Blocks that arrive while the last ones are indexed: within this of the head counts as up to date. */
const NEAR_HEAD_BLOCKS = 3

/**
 * Runs all of Assay until SIGINT or SIGTERM, then stops it in order. Returns when nothing of it runs any more.
 * @param devnet what happens on the chain, where the plan names none
 * @param compare refuses profiles that are not those of their chains
 * @throws AssayError E-ALREADY-RUNNING, E-PORT-IN-USE, E-DATA-DIR, E-DISK-FULL, E-CHILD-FAILED and those of the services
 */
export async function up(plan: UpPlan, screen: Screen, devnet: Devnet, compare: Compare): Promise<void> {
  const layout = layoutOf(plan.dataDir)
  openDataDir(plan.dataDir)
  const unlock = lockRunDir(layout.runDir)
  const stop = new AbortController()
  const supervisor = new Supervisor({ runDir: layout.runDir, onNews: (news) => showNews(screen, news) })
  const release = stopInOrder(stop, supervisor, screen)
  try {
    markDescendants(plan.dataDir)
    const orphans = [...(await clearOrphans(layout.runDir)), ...(await clearUnlisted(plan.dataDir))]
    if (orphans.length > 0) screen.line('cleared', `${orphans.join(', ')}: left running by a start that was killed`)
    // After the lock, before `readEnv`: services that a killed run announced must not pass for the user's own.
    withdraw(plan.dataDir)
    if (plan.fresh) wipeDataDir(plan.dataDir)
    requireSpace(plan.dataDir)
    const session = new Session(plan, layout, await withApiPort(readEnv()), supervisor, screen, stop.signal)
    const running = Promise.all([startAll(session, devnet, compare), watchSpace(session)])
    await Promise.race([running.then(() => stopped(stop.signal)), stopped(stop.signal), supervisor.failed])
  } catch (error) {
    // An error during the stop is no failure.
    if (!stop.signal.aborted) throw error
  } finally {
    stop.abort()
    screen.settle()
    await supervisor.stopAll()
    // Children of an interrupted start, such as a download.
    for (const child of ownChildren()) killWithDescendants(child)
    withdraw(plan.dataDir)
    releasePort()
    release()
    unlock()
  }
}

/** A port that was asked for is that one or an error; the default moves on where another Assay or program has it. */
async function withApiPort(env: Env): Promise<Env> {
  if (!env.variables.GQL_PORT) return { ...env, GQL_PORT: await freePortFrom(env.GQL_PORT) }
  await requirePort(env.GQL_PORT, 'the api and dashboard', 'GQL_PORT')
  return env
}

/** The first signal stops in order, a second one hurries. A closed terminal (SIGHUP) stops as well. */
function stopInOrder(stop: AbortController, supervisor: Supervisor, screen: Screen): () => void {
  return onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], () => {
    screen.settle()
    if (stop.signal.aborted) {
      screen.line('stopping', 'in a hurry')
      return supervisor.hurry()
    }
    screen.line('stopping', 'in order; once more to hurry')
    stop.abort()
  })
}

function showNews(screen: Screen, news: UnitNews): void {
  if (news.kind === 'ready') {
    const [what, ...address] = news.what.split(' ')
    screen.line(news.unit, address.length > 0 ? address.join(' ') : (what ?? 'ready'))
  } else if (news.kind === 'ended')
    screen.warn(`${news.unit} ended (${news.how}); starting it again in ${news.restartInMs / 1000} s`)
  else screen.line(news.unit, news.kind)
}

/** @param dbUrl says which of them have blocks already */
type Compare = (profiles: readonly Profile[], dbUrl: string) => Promise<void>

async function startAll(session: Session, devnet: Devnet, compare: Compare): Promise<void> {
  const { plan, isDevnet } = session
  const files = isDevnet ? devnet.writeProfiles(plan.dataDir) : plan.profiles
  session.set({
    ASSAY_DATA: plan.dataDir,
    GQL_PORT: String(session.env.GQL_PORT),
    ASSAY_PROFILES: files.join(','),
  })
  if (!isDevnet) {
    loadNetworks(files, session.childEnv())
    session.chain.open()
  }
  const jobLog = await chooseJobLog(session, paysJobs(files, session.childEnv()))
  const [running] = await Promise.all([
    isDevnet ? startDevnet(session, devnet) : undefined,
    startPostgresStore(session),
    startClickhouseStore(session),
  ])
  await runMigrations(session.childEnv(), session.signal)
  // The devnet's profiles are made with it.
  if (!isDevnet) await compare(loadNetworks(files, session.childEnv()), session.get('DB_URL') ?? session.env.dbUrl)
  await startCommands(session, jobLog, running)
}

type RunningDevnet = History & Pick<Devnet, 'demand'>

async function startDevnet(session: Session, devnet: Devnet): Promise<RunningDevnet> {
  const rpcHttp = await startChain(session, devnet.genesisTime(session))
  // A person who said that nothing is to be published wants to do it by hand.
  const { REWARDS_AUTO_PUBLISH } = session.env.variables
  session.set({ ...devnet.variables(rpcHttp), ...(REWARDS_AUTO_PUBLISH && { REWARDS_AUTO_PUBLISH }) })
  return { ...(await devnet.start(session, rpcHttp)), demand: devnet.demand }
}

/** Starts our processes one after the other, the api first: a dozen at once would all be late on two cores. */
async function startCommands(session: Session, jobLog: JobLogChoice, devnet: RunningDevnet | undefined): Promise<void> {
  const profiles = loadNetworks(session.get('ASSAY_PROFILES')!.split(','), session.childEnv())
  await startCommand(session, 'api', 'api', ['serve'])
  session.screen.line('dashboard', `http://127.0.0.1:${session.env.GQL_PORT}`)
  const announced = jobLogOf(session)
  const jobLogStart = jobLog.start()
  // Awaited below; until then a failure must not count as unhandled.
  jobLogStart.catch(() => {})
  void followToHead(session, profiles, devnet)
  for (const { name, file } of profiles)
    await startCommand(session, `index-${name}`, 'indexer', ['index', '--profile', file])
  if (session.get('CLICKHOUSE_URL')) await startCommand(session, 'projector', 'projector', ['project'])
  await startCommand(session, 'cron', 'work', ['cron'])
  await jobLogStart
  if (jobLogOf(session) !== announced) {
    await session.supervisor.stop('api')
    await startCommand(session, 'api', 'api', ['serve'])
  }
  if (jobLog.isNeeded) await startCommand(session, 'dispatch', 'work', ['dispatch'])
  if (devnet) await startDemand(session, devnet.demand)
}

/** The job log and its address, as our processes get them. */
function jobLogOf(session: Session): string {
  return `${session.get('JOB_LOG')} ${session.get('KAFKA_BROKERS')}`
}

/** The devnet's GPUs and their users. */
async function startDemand(session: Session, script: string): Promise<void> {
  // Without a scenario there is no contract, and so no node to speak for.
  if (!session.plan.scenario) return
  await startCommand(session, 'worker', 'work', ['worker'])
  const demand = { name: 'demand', stage: 'work', script, background: true } as const
  await session.chain.opened()
  await untilReady(await session.supervisor.start(scriptUnit(session.layout, session.childEnv(), demand)))
}

/** Starts a command of ours and waits until it is ready, or READY_WAIT_MS. */
async function startCommand(session: Session, name: string, stage: Stage, args: readonly string[]): Promise<void> {
  const background = stage === 'work'
  if (background || stage === 'indexer') await session.chain.opened()
  await untilReady(
    await session.supervisor.start(commandUnit(session.layout, session.childEnv(), { name, stage, args, background })),
  )
}

async function untilReady(running: Running): Promise<void> {
  await Promise.race([running.ready, sleep(READY_WAIT_MS, undefined, { ref: false })])
}

/** Shows the indexers catch up with their chains; says so once, when a devnet's history is made and all are at the head. */
async function followToHead(session: Session, profiles: readonly Profile[], devnet?: History): Promise<void> {
  const { screen, env, signal } = session
  const since = Date.now()
  const nodes = new Map(profiles.map((profile) => [profile.name, nodeOf(profile, FOLLOWED_NODE)]))
  while (!signal.aborted) {
    const progress = await indexProgress(session.get('DB_URL') ?? env.dbUrl, nodes)
    for (const { network, indexed, head } of progress)
      screen.progress(`index ${network}`, Math.min(indexed, head), head)
    const upToDate = progress.filter(({ indexed, head }) => indexed + NEAR_HEAD_BLOCKS >= head)
    if ((devnet?.isComplete() ?? true) && upToDate.length === profiles.length) {
      screen.settle()
      const seconds = Math.round((Date.now() - since) / 1000)
      return screen.line('up to date', `after ${seconds} s; http://127.0.0.1:${env.GQL_PORT}`)
    }
    await sleep(devnet ? FOLLOW_MS : FOLLOW_PROVIDER_MS, undefined, { ref: false })
  }
}

/** Warns while there is still room to act, and stops cleanly before PostgreSQL would have to stop hard. */
async function watchSpace(session: Session): Promise<never> {
  const { dataDir } = session.layout
  let warned = freeBytes(dataDir) < NEEDED_BYTES
  if (warned)
    session.screen.warn(`only ${megabytes(freeBytes(dataDir))} free for ${dataDir}; the devnet takes over 1 GB`)
  for (;;) {
    await sleep(SPACE_CHECK_MS, undefined, { ref: false, signal: session.signal })
    const free = freeBytes(dataDir)
    if (free < LOW_BYTES / 4)
      throw new AssayError('E-DISK-FULL', `the disk of ${dataDir} is full: ${megabytes(free)} left; all was stopped`, {
        next: 'Free some space and start again: it continues where it was.',
        details: { dataDir, freeBytes: free },
      })
    if (free < LOW_BYTES && !warned) session.screen.warn(`only ${megabytes(free)} free for ${dataDir}`)
    warned = free < LOW_BYTES
  }
}
