import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { headOf } from '../chain/blocks'
import { type NodeOptions, openNode } from '../chain/node'
import { AssayError } from '../errors'
import { isRunning, type ProcessIdentity } from '../process/identity'
import { tailLog } from './logFile'
import { isPortFree } from './ports'
import { launched, stopProcess } from './process'

type AnvilOptions = {
  /** made when absent */
  readonly dataDir: string
  readonly port: number
  /** seconds; the genesis block's time. Used when the chain is created, ignored when it continues. */
  readonly genesisTime: number
  /** file anvil's messages are appended to; default `anvil.log` in `dataDir` */
  readonly log?: string
  /** called as soon as there is a process, long before it answers */
  readonly onSpawn?: (pid: number) => void
  /** called when the kept chain cannot be read and an empty one is started in its place */
  readonly onStateLost?: () => void
}

export type Anvil = {
  readonly http: string
  readonly ws: string
  readonly port: number
  readonly pid: number
  /** resolves when it ends, whoever ended it, with how */
  readonly exited: Promise<string>
  /** Writes the chain to its state file, then ends. */
  stop(): Promise<void>
}

export const DEVNET_CHAIN_ID = 31_337
/** A block of the devnet's history holds up to a day of a network: a thousand transactions of a million gas, times three. */
const BLOCK_GAS_LIMIT = 3_000_000_000
/**
 * Blocks whose state can be asked for: finality is 12 blocks, and as much again and more. Anvil keeps a whole copy of the
 * state for each, in memory and in its dump: at the end of the scenario's year 256 of them took 2.4 GB and a dump of 950 MB.
 */
const HISTORICAL_STATES = 32
/**
 * Anvil dumps every minute by default: at the end of the year 700 MB, three seconds of a core. The journal makes good
 * what a hard kill loses, so the dump is for speed only.
 */
const DUMP_EVERY_SECONDS = 3_600
/** Loading a year of blocks took 3 s; a busy machine gets twenty times as much. */
const READY_TIMEOUT_MS = 60_000
/** An idle node answers in a millisecond; one that starts is asked again anyway. */
const NODE: NodeOptions = { timeoutMs: 5_000, retries: 0 }
/** The dump on SIGTERM takes seconds; what SIGKILL loses, the scenario's journal brings back. */
const stopSteps = [
  { signal: 'SIGTERM', waitMs: 30_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const

/**
 * Starts the devnet's node on loopback. The hard fork is London so that block hashes depend on nothing but the blocks.
 * A kept chain that anvil cannot read is given up: the scenario's journal mines the same one again.
 * @throws AssayError E-ANVIL-BINARY, E-ANVIL-START with the end of its log
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  mkdirSync(options.dataDir, { recursive: true })
  const { state } = adoptDump(options.dataDir)
  try {
    return await launch(options)
  } catch (error) {
    // The chain is sound where another program has the port.
    if (!existsSync(state) || !(await isPortFree(options.port))) throw error
    rmSync(state)
    options.onStateLost?.()
    return launch(options)
  }
}

async function launch(options: AnvilOptions): Promise<Anvil> {
  const log = options.log ?? path.join(options.dataDir, 'anvil.log')
  const out = openSync(log, 'a')
  const child = spawn(anvilBinary(), anvilArguments(options), {
    cwd: options.dataDir,
    // In a session of its own, so that Ctrl-C reaches only us and the scenario can stop first.
    detached: true,
    stdio: ['ignore', out, out],
  })
  closeSync(out)
  const { who: node, exited } = await launched(child).catch((cause: Error) => {
    throw startError(cause.message, log, cause)
  })
  options.onSpawn?.(node.pid)
  const http = `http://127.0.0.1:${options.port}`
  try {
    await untilReady(node, http, log)
    await setClockToHead(http)
  } catch (error) {
    await stopProcess(node, stopSteps)
    throw error
  }
  const stop = async () => {
    await stopProcess(node, stopSteps)
    adoptDump(options.dataDir)
  }
  return { http, ws: `ws://127.0.0.1:${options.port}`, port: options.port, pid: node.pid, exited, stop }
}

/**
 * Anvil writes its dump in place, for seconds; one cut short must not replace the last whole one. So it goes to a file of
 * its own, taken over when it is whole, now or by the next start.
 */
function adoptDump(dataDir: string): { state: string; dump: string } {
  const files = { state: path.join(dataDir, 'state.json'), dump: path.join(dataDir, 'dump.json') }
  if (existsSync(files.dump)) {
    if (endsWith(files.dump, '}')) renameSync(files.dump, files.state)
    else rmSync(files.dump)
  }
  return files
}

function endsWith(file: string, character: string): boolean {
  const { size } = statSync(file)
  if (size === 0) return false
  const last = Buffer.alloc(1)
  const fd = openSync(file, 'r')
  try {
    readSync(fd, last, 0, 1, size - 1)
    return last.toString() === character
  } finally {
    closeSync(fd)
  }
}

function anvilArguments(options: AnvilOptions): string[] {
  const state = path.join(options.dataDir, 'state.json')
  const values: Record<string, string | number> = {
    host: '127.0.0.1',
    port: options.port,
    'chain-id': DEVNET_CHAIN_ID,
    hardfork: 'london',
    order: 'fifo',
    'gas-limit': BLOCK_GAS_LIMIT,
    'gas-price': 0,
    'base-fee': 0,
    // `finalized` is two epochs behind the head.
    'slots-in-an-epoch': 6,
    'prune-history': HISTORICAL_STATES,
    'cache-path': path.join(options.dataDir, 'cache'),
    'state-interval': DUMP_EVERY_SECONDS,
    'dump-state': path.join(options.dataDir, 'dump.json'),
    // Given again on a chain that continues, too: anvil makes a genesis of its own at every start, keeps it in its dump
    // beside the loaded one, and after two restarts may answer with the wrong one. It would also be the next block's
    // time, which is why the clock is set before anything is mined.
    timestamp: options.genesisTime,
    ...(existsSync(state) && { 'load-state': state }),
  }
  const flags = ['no-mining', 'auto-impersonate', 'preserve-historical-states', 'no-request-size-limit']
  // No page of another site may talk to the node.
  flags.push('no-cors', 'quiet')
  return [
    ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...flags.map((f) => `--${f}`),
  ]
}

/**
 * The native binary, not the package's script, which would stand between us and its signals.
 * @throws AssayError E-ANVIL-BINARY
 */
export function anvilBinary(): string {
  const arch = os.arch() === 'x64' ? 'amd64' : os.arch()
  const name = `@foundry-rs/anvil-${process.platform}-${arch}`
  try {
    return require.resolve(`${name}/bin/anvil`)
  } catch (cause) {
    throw new AssayError('E-ANVIL-BINARY', `no anvil for this machine: ${name} is not installed`, {
      next: 'Run npm ci with optional dependencies, or index a chain of yours with --profile.',
      cause,
    })
  }
}

async function untilReady(node: ProcessIdentity, http: string, log: string): Promise<void> {
  for (const end = Date.now() + READY_TIMEOUT_MS; ; await sleep(25)) {
    if (!isRunning(node)) throw startError('it ended while starting', log)
    if (await answers(http)) return
    if (Date.now() > end) throw startError(`no answer from ${http} in ${READY_TIMEOUT_MS / 1000} s`, log)
  }
}

async function answers(http: string): Promise<boolean> {
  const id = await openNode(http, NODE)
    .ask<string>('eth_chainId', [])
    .catch(() => undefined)
  return id === `0x${DEVNET_CHAIN_ID.toString(16)}`
}

/** A chain that continues has its clock at now, and refuses the blocks the scenario owes since the last stop. */
async function setClockToHead(http: string): Promise<void> {
  const node = openNode(http, NODE)
  await node.ask('anvil_setTime', [`0x${(await headOf(node)).time.toString(16)}`])
}

function startError(what: string, log: string, cause?: unknown): AssayError {
  return new AssayError('E-ANVIL-START', `the devnet's node did not start: ${what}`, {
    next: `The end of ${log} says why.`,
    details: { log: tailLog(log, 10) },
    cause,
  })
}
