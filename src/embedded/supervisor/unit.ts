/**
 * Order in which a running Assay is stopped: writers before the stores they write to. The scenario before the chain, since
 * a block mined while the node dumps its state would be lost.
 */
export const stopOrder = [
  'indexer',
  'work',
  'api',
  'projector',
  'clickhouse',
  'kafka',
  'scenario',
  'chain',
  'postgres',
] as const
export type Stage = (typeof stopOrder)[number]

/** A process that runs. */
export type Running = {
  readonly pid: number
  /** where it is reached, if its start says so */
  readonly address?: string
  /** resolves when it serves, or has ended; absent: it serves already */
  readonly ready?: Promise<void>
  /** resolves when it ends, whoever ended it, with how: `code 1`, `SIGKILL` */
  readonly exited: Promise<string>
  /** Ends it cleanly; resolves when it has gone. */
  stop(): Promise<void>
}

/** Reports of a unit while it starts and runs. */
type UnitEvents = {
  /** There is a process. Before it answers, so that a kill of ours in between leaves a pid file. */
  spawned(pid: number): void
  /** It works, though it does not serve: it counts as having come up. */
  works(): void
  /** It serves. @param what rest of its line `ready <what> <address>` */
  ready(what: string): void
}

/** Something the supervisor keeps running. */
export type Unit = {
  /** of the log and pid file: letters, digits and `-` */
  readonly name: string
  readonly stage: Stage
  readonly logFile: string
  /** For a second Ctrl-C. PostgreSQL takes SIGQUIT, which spares its shared memory. */
  readonly hurrySignal: 'SIGKILL' | 'SIGQUIT'
  start(events: UnitEvents): Promise<Running>
}
