import { execFile, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { Kafka, logLevel } from 'kafkajs'
import { isRunning, type ProcessIdentity } from '../../process/identity'
import { tailLog } from '../logFile'
import { freePort } from '../ports'
import { launched, stopProcess } from '../process'
import { KAFKA_VERSION } from './artifacts'
import { newClusterId } from './clusterId'
import { brokerIsCached, brokerJars, FETCH_TIMEOUT_MS } from './fetch'
import { requireJava } from './java'
import { type BrokerListener, log4jConfiguration, serverProperties } from './properties'
import { kafkaUnavailable } from './unavailable'

interface KafkaOptions {
  /** the broker's own folder; kept between starts */
  readonly dataDir: string
  /** 0 takes a free port */
  readonly port: number
  /** where fetched jars are kept, for every clone of this user */
  readonly cacheDir: string
  readonly log: (line: string) => void
  readonly fetchTimeoutMs?: number
  readonly also?: BrokerListener | undefined
}

export interface RunningKafka {
  /** `host:port` for KAFKA_BROKERS */
  readonly brokers: string
  readonly pid: number
  readonly version: string
  /** resolves when it ends, whoever ended it, with how */
  readonly exited: Promise<string>
  stop(): Promise<void>
}

/** The broker answers after about 2 s on the reference box; a busy machine gets fifteen times as much. */
const START_TIMEOUT_MS = 30_000
/** A clean stop flushes logs and moves leadership; after this it is killed, and recovers its log at the next start. */
const stopSteps = [
  { signal: 'SIGTERM', waitMs: 8_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const
const POLL_MS = 100
/** Idle use is 120 MiB of heap; 384 carries the benches. C1 only: it starts faster and this broker is never CPU-bound. */
const JAVA_FLAGS = ['-Xms96m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dfile.encoding=UTF-8']

/**
 * Starts Apache Kafka (KRaft, one node, loopback only) on this machine's Java.
 * @throws AssayError E-KAFKA-UNAVAILABLE: details.reason is no-java, no-maven, fetch-failed or start-failed
 */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const { dataDir, cacheDir, log } = options
  await requireJava()
  if (!(await brokerIsCached(cacheDir))) log(`fetching Apache Kafka ${KAFKA_VERSION} from Maven (44 MiB, once)`)
  const jars = await brokerJars(cacheDir, options.fetchTimeoutMs ?? FETCH_TIMEOUT_MS)
  const port = options.port || (await freePort())
  const folder = path.resolve(dataDir)
  const java = await prepare(folder, jars, port, options.also)
  const logFile = path.join(folder, 'broker.log')
  const descriptor = openSync(logFile, 'a')
  const child = spawn('java', [...JAVA_FLAGS, ...java, 'kafka.Kafka', path.join(folder, 'server.properties')], {
    cwd: folder,
    stdio: ['ignore', descriptor, descriptor],
    // a session of its own: Ctrl-C in the terminal goes to the supervisor, who stops services in order
    detached: true,
  })
  closeSync(descriptor)
  const { who, exited } = await launched(child).catch((cause: Error) => {
    throw kafkaUnavailable('start-failed', cause.message, { logFile })
  })
  const brokers = `127.0.0.1:${port}`
  try {
    await untilReady(brokers, who)
  } catch (cause) {
    await stopProcess(who, stopSteps)
    const tail = tailLog(logFile, 5).join(' | ').slice(-800)
    throw kafkaUnavailable('start-failed', `${(cause as Error).message}; last lines: ${tail}`, { logFile })
  }
  const stop = async () => void (await stopProcess(who, stopSteps))
  return { brokers, pid: who.pid, version: KAFKA_VERSION, exited, stop }
}

/** Writes the configuration, formats an empty folder, and returns the class path and logging flags. */
async function prepare(folder: string, jars: string, port: number, also?: BrokerListener): Promise<string[]> {
  const logDir = path.join(folder, 'log')
  const configuration = path.join(folder, 'server.properties')
  await mkdir(logDir, { recursive: true })
  await writeFile(path.join(folder, 'log4j2.yaml'), log4jConfiguration)
  await writeFile(configuration, serverProperties({ port, controllerPort: await freePort(), logDir, also }))
  const flags = ['-cp', path.join(jars, '*'), `-Dlog4j2.configurationFile=${path.join(folder, 'log4j2.yaml')}`]
  if (!existsSync(path.join(logDir, 'meta.properties'))) {
    const format = [
      '-Xmx128m',
      ...flags,
      'kafka.tools.StorageTool',
      'format',
      '-t',
      newClusterId(),
      '-c',
      configuration,
    ]
    await promisify(execFile)('java', format, { timeout: START_TIMEOUT_MS }).catch((cause) => {
      throw kafkaUnavailable('start-failed', `formatting ${logDir} failed: ${(cause as Error).message.slice(-400)}`)
    })
  }
  return flags
}

/** Ready means that the broker answers the protocol, not only that its port is open. */
async function untilReady(brokers: string, who: ProcessIdentity): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    if (!isRunning(who)) throw new Error('the broker ended while starting')
    if (await answers(brokers)) return
    if (Date.now() > deadline) throw new Error(`the broker did not answer within ${START_TIMEOUT_MS / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

/** Whether a Kafka broker answers there; one try. */
export async function answers(brokers: string): Promise<boolean> {
  const admin = new Kafka({
    brokers: brokers.split(','),
    connectionTimeout: 1_000,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  }).admin()
  try {
    await admin.connect()
    return (await admin.describeCluster()).brokers.length > 0
  } catch {
    return false
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}
