import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { AssayError } from '../../errors'
import { childUnit } from './child'
import { builtScript, type Layout } from './layout'
import type { Stage, Unit } from './unit'

type Variables = Readonly<Record<string, string | undefined>>

/** Leaves the cores to the chain, the indexers and the api while the history is made. */
const BACKGROUND = 5
/** The schema is a few dozen statements; on a busy machine the two processes in front of it take longer. */
const MIGRATE_TIMEOUT_MS = 120_000

/** Arguments of node for a command of ours: the file and the flags that this process was started with itself. */
const assay = (...args: readonly string[]): string[] => [...process.execArgv, process.argv[1]!, ...args]

/** A command of ours that keeps running: `assay <command> …`. */
export function commandUnit(
  layout: Layout,
  env: Variables,
  command: {
    readonly name: string
    readonly stage: Stage
    readonly args: readonly string[]
    readonly background?: boolean
  },
): Unit {
  return childUnit({
    name: command.name,
    stage: command.stage,
    logFile: layout.log(command.name),
    args: assay(...command.args),
    env,
    ...(command.background && { niceness: BACKGROUND }),
  })
}

/** A script of the devnet that keeps running. @param script below `lib/`, e.g. `devnet/demand.js` */
export function scriptUnit(
  layout: Layout,
  env: Variables,
  script: {
    readonly name: string
    readonly stage: Stage
    readonly script: string
    readonly args?: readonly string[]
    readonly background?: boolean
    readonly onLine?: (line: string) => boolean
  },
): Unit {
  const file = builtScript(script.script)
  if (!existsSync(file))
    throw new AssayError('E-NOT-BUILT', `${file} is missing`, { next: 'Run npm run build, then start again.' })
  return childUnit({
    name: script.name,
    stage: script.stage,
    logFile: layout.log(script.name),
    args: [file, ...(script.args ?? [])],
    env,
    ...(script.background && { niceness: BACKGROUND }),
    ...(script.onLine && { onLine: script.onLine }),
  })
}

/** Brings both stores to this build's schema. @throws AssayError E-MIGRATE with what the command said */
export async function runMigrations(env: Variables, signal: AbortSignal): Promise<void> {
  const options = { env: { ...env }, signal, timeout: MIGRATE_TIMEOUT_MS }
  await promisify(execFile)(process.execPath, assay('migrate'), options).catch((cause: unknown) => {
    const { stderr, message } = cause as { stderr?: string; message: string }
    throw new AssayError('E-MIGRATE', `the schema could not be brought up to date:\n${stderr?.trim() || message}`, {
      // The command says by itself what to do; a killed one does not.
      ...(!stderr?.includes('next:') && { next: 'Start again; assay migrate says more.' }),
      cause,
    })
  })
}
