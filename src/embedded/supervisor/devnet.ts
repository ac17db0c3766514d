import type { Session } from './session'

/** The devnet, where the user names no chain: all that the supervisor knows of it. */
export interface Devnet {
  /** @returns the files of its networks' profiles */
  writeProfiles(dataDir: string): string[]
  /** Seconds. @throws AssayError E-DEVNET-SETTINGS, E-UNTIL */
  genesisTime(session: Session): number
  /** Settings of its processes: the address of its chain and, for children alone, the keys of its signers. */
  variables(rpcHttp: string): Record<string, string>
  /** Starts the process that makes its history and goes on with the present; opens the session's latch when the chain is whole. */
  start(session: Session, rpcHttp: string): Promise<History>
  /** The script that asks for jobs, below `lib/`. */
  readonly demand: string
}

/** The devnet's history, while it is being made. */
export type History = { readonly isComplete: () => boolean }
