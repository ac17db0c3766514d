import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Artifact, artifacts, jarName, KAFKA_VERSION, pom } from './artifacts'
import { kafkaUnavailable } from './unavailable'

/** Pinned, because what Maven picks by itself depends on its own version. */
const COPY_GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
/** 44 MiB in 46 jars: 3 to 10 s on the reference box. A slow line gets a minute; Maven keeps what it has for the next start. */
export const FETCH_TIMEOUT_MS = 60_000
/** End of Maven's output that an error shows. */
const OUTPUT_TAIL_CHARACTERS = 600

/**
 * The folder of the broker's jars, fetched by Maven on first use, every jar checked against its pinned SHA-256.
 * @throws AssayError E-KAFKA-UNAVAILABLE
 */
export async function brokerJars(cacheDir: string, timeoutMs = FETCH_TIMEOUT_MS): Promise<string> {
  const target = path.join(cacheDir, `kafka-${KAFKA_VERSION}`)
  if ((await mismatches(target)).length === 0) return target
  await mkdir(cacheDir, { recursive: true })
  const work = await mkdtemp(path.join(cacheDir, 'fetch-'))
  try {
    const jars = path.join(work, 'jars')
    await writeFile(path.join(work, 'pom.xml'), pom())
    await maven(work, ['-q', '-B', COPY_GOAL, `-DoutputDirectory=${jars}`], timeoutMs)
    const bad = await mismatches(jars)
    if (bad.length > 0)
      throw kafkaUnavailable('fetch-failed', `Maven delivered other bytes than pinned: ${bad.join(', ')}`)
    // whole folders only: a second start that fetches at the same time finds all of it or nothing
    await rm(target, { recursive: true, force: true })
    await rename(jars, target).catch(async (cause) => {
      if ((await mismatches(target)).length > 0) throw cause
    })
    return target
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Whether a start would have to fetch anything. */
export async function brokerIsCached(cacheDir: string): Promise<boolean> {
  return (await mismatches(path.join(cacheDir, `kafka-${KAFKA_VERSION}`))).length === 0
}

async function mismatches(folder: string): Promise<string[]> {
  const checked = await Promise.all(
    artifacts.map(async (each) => ((await isSound(folder, each)) ? [] : [jarName(each)])),
  )
  return checked.flat()
}

async function isSound(folder: string, artifact: Artifact): Promise<boolean> {
  const file = path.join(folder, jarName(artifact))
  try {
    await access(file)
  } catch {
    return false
  }
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(file)) digest.update(chunk as Buffer)
  return digest.digest('hex') === artifact.sha256
}

function maven(cwd: string, args: string[], timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('mvn', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_TAIL_CHARACTERS)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      // mvn is a shell script: its java must go with it
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
    }, timeoutMs)
    child.on('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(cause.code === 'ENOENT' ? kafkaUnavailable('no-maven', 'there is no `mvn` on the PATH') : cause)
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      if (code === 0) return resolve()
      const why = timedOut ? `not done after ${timeoutMs / 1000} s` : `mvn ended with ${code}: ${output.trim()}`
      reject(kafkaUnavailable('fetch-failed', why))
    })
  })
}
