import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { holdPidFile } from '../../process/pidFile'
import type { Answered, Audit, AuditScope, Interrupted } from '../audit'

/**
 * What an audit has found so far, kept in the data folder of the machine until it is over, so that one that is interrupted
 * can be gone on with. It is worth what the disk is worth: reports say which answers come from it.
 */
export class UnderWay {
  private constructor(
    private readonly file: string,
    private readonly release: () => void,
    /** left by a process that ended before its audit did */
    readonly interrupted: Interrupted | undefined,
  ) {}

  /** @returns undefined while another process of this machine audits the network, or where the folder cannot be written */
  static open(dataDir: string, network: string): UnderWay | undefined {
    const file = path.join(dataDir, 'audits', `${network}.under-way.ndjson`)
    try {
      mkdirSync(path.dirname(file), { recursive: true })
      const lock = holdPidFile(`${file}.pid`)
      return lock.held ? new UnderWay(file, () => lock.release(), interruptedIn(file)) : undefined
    } catch {
      // An auditor who may only read loses nothing but this.
      return undefined
    }
  }

  /** Forgets what was left. */
  start(block: Audit['block'], { only, sample, at }: AuditScope): void {
    // JSON has no infinity: null is `--full`.
    writeFileSync(this.file, `${JSON.stringify({ block, scope: { only, sample, at } })}\n`)
  }

  keep(answered: Answered): void {
    appendFileSync(this.file, `${JSON.stringify(answered)}\n`)
  }

  /** The audit is over. */
  end(): void {
    rmSync(this.file, { force: true })
    this.release()
  }
}

/** A line that was cut off by a crash is left out. */
function interruptedIn(file: string): Interrupted | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  const [begun, ...answers] = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
  if (answers.length === 0) return undefined
  const { block, scope } = begun as Pick<Interrupted, 'block' | 'scope'>
  return {
    block,
    scope: { ...scope, sample: scope.sample ?? Number.POSITIVE_INFINITY },
    answered: new Map((answers as Answered[]).map((each) => [each.id, each])),
  }
}
