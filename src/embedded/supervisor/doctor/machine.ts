import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '../../../config/root'
import { AssayError } from '../../../errors'
import { anvilBinary } from '../../anvil'
import { brokerIsCached } from '../../kafka/fetch'
import { requireJava } from '../../kafka/java'
import { isPortFree } from '../../ports'
import { firstClosedFolder, unprivilegedAccount } from '../../postgres/account'
import { nativePostgres } from '../../postgres/binaries'
import { freeBytes, LOW_BYTES, megabytes, NEEDED_BYTES } from '../dataDir'
import { kafkaCacheDir } from '../layout'
import { isRunDirLocked } from '../lock'
import { type Check, note, ok, problem } from './check'

/** Postgres 0.4, ClickHouse 0.4 to 1.3, Kafka 0.4, the chain 0.5, a dozen processes 0.1 each: measured, GiB. */
const WANTED_MEMORY_BYTES = 4 * 1024 ** 3
const LEAST_MEMORY_BYTES = 2 * 1024 ** 3
/** The engine is half a gigabyte to load from a cold disk. */
const ENGINE_LOAD_MS = 60_000

/** Releases that .ci/run starts Assay on; 20 is past its support. */
const TESTED_NODE: readonly number[] = [20, 22, 24]

export function checkNode(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const next = `Install Node.js ${TESTED_NODE.at(-1)}.`
  if (major < 20 || (major === 20 && minor < 19)) return problem('node', 'Node.js', `${version}, 20.19 is needed`, next)
  if (!TESTED_NODE.includes(major))
    return note('node', 'Node.js', `${version}; tested on ${TESTED_NODE.join(', ')}`, next)
  return major === 20 ? note('node', 'Node.js', `${version}, past its support`, next) : ok('node', 'Node.js', version)
}

export function checkBinary(id: 'postgres' | 'anvil'): Check {
  try {
    return ok(id, id === 'postgres' ? 'PostgreSQL' : 'anvil', id === 'postgres' ? nativePostgres() : anvilBinary())
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return problem(id, id === 'postgres' ? 'PostgreSQL' : 'anvil', error.message, error.next ?? '')
  }
}

export function checkUser(): Check {
  const account = unprivilegedAccount()
  if (account === undefined) return ok('user', 'user', os.userInfo().username)
  const closed = firstClosedFolder(path.join(projectRoot, 'node_modules'), account)
  const found = `root: PostgreSQL refuses that and runs as ${account.name}`
  if (closed === undefined) return note('user', 'user', found)
  return note('user', 'user', `${found}; ${closed} is private, so its programs and data lie outside of it`)
}

export async function checkJava(): Promise<Check> {
  try {
    return ok('java', 'Java', String(await requireJava()))
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return note('java', 'Java', 'none that runs Apache Kafka: jobs go through PostgreSQL', error.next)
  }
}

export async function checkKafka(): Promise<Check> {
  if (await brokerIsCached(kafkaCacheDir())) return ok('kafka', 'Apache Kafka', `in ${kafkaCacheDir()}`)
  const maven = await promisify(execFile)('mvn', ['--version'], { timeout: 20_000 }).catch(() => undefined)
  if (maven) return ok('kafka', 'Apache Kafka', `fetched at the first start, by ${maven.stdout.split('\n')[0]?.trim()}`)
  const next = 'Install Maven (Debian: apt-get install maven), or set KAFKA_BROKERS to a broker of yours.'
  return note('kafka', 'Apache Kafka', 'not fetched, and no Maven to do so: jobs go through PostgreSQL', next)
}

export async function checkClickhouse(url: string | undefined): Promise<Check> {
  if (url) return ok('clickhouse', 'ClickHouse', 'yours, CLICKHOUSE_URL')
  const args = ['-e', "import('chdb').then(()=>process.exit(0),(e)=>{console.error(e.message);process.exit(1)})"]
  try {
    await promisify(execFile)(process.execPath, args, { cwd: projectRoot, timeout: ENGINE_LOAD_MS })
    return ok('clickhouse', 'ClickHouse', 'embedded engine (chdb) loads')
  } catch (error) {
    const why = ((error as { stderr?: string }).stderr ?? (error as Error).message).trim().split('\n')[0]
    const next = 'npm ci without --omit=optional, on Linux with glibc or macOS; or set CLICKHOUSE_URL.'
    return note('clickhouse', 'ClickHouse', `embedded engine does not load (${why}): series are off`, next)
  }
}

export function checkDisk(dataDir: string): Check {
  const folder = nearestExisting(dataDir)
  const free = freeBytes(folder)
  const found = `${megabytes(free)} free for ${dataDir}`
  const next = 'Free some space, or choose a larger disk with --data DIR.'
  if (free < LOW_BYTES) return problem('disk', 'disk', `${found}; below ${megabytes(LOW_BYTES)} nothing starts`, next)
  if (free < NEEDED_BYTES) return note('disk', 'disk', `${found}; the devnet takes over 1 GB`, next)
  return ok('disk', 'disk', found)
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(path.dirname(folder))
}

export function checkMemory(totalBytes = os.totalmem()): Check {
  const found = megabytes(totalBytes)
  const next = 'Give the machine more memory, or leave services out: CLICKHOUSE_URL and KAFKA_BROKERS of yours.'
  if (totalBytes < LEAST_MEMORY_BYTES) return problem('memory', 'memory', `${found}, 2048 MB is the least`, next)
  if (totalBytes < WANTED_MEMORY_BYTES) return note('memory', 'memory', `${found}; 4096 MB is comfortable`, next)
  return ok('memory', 'memory', found)
}

/** A port that is taken by our own running `assay up` is no problem. */
export async function checkPort(port: number, runDir: string): Promise<Check> {
  if (await isPortFree(port)) return ok('port', 'port of the api', `${port} is free`)
  if (isRunDirLocked(runDir)) return ok('port', 'port of the api', `${port}, of the assay up that runs`)
  const next = `Stop the program that has it, or choose another: GQL_PORT=${port + 1}.`
  return problem('port', 'port of the api', `${port} is taken by another program`, next)
}
