import type { Session } from './session'

/** What happens on the embedded chain, where the user names no chain: the supervisor starts it and knows no more of it. */
export interface Devnet {
  /** @returns the files of its networks' profiles */
  writeProfiles(dataDir: string): string[]
  /** Seconds. @throws AssayError E-DEVNET-SETTINGS, E-UNTIL */
  genesisTime(session: Session): number
  /** What every process needs to know of it: where its chain is; and, for children alone, the keys of its signers. */
  variables(rpcHttp: string): Record<string, string>
  /** Starts what makes its history and goes on with the present; opens the session's latch when the chain is whole. */
  start(session: Session, rpcHttp: string): Promise<History>
  /** The script that asks for jobs, below `lib/`. */
  readonly demand: string
}

/** The devnet's history, while it is being made. */
export type History = { readonly isComplete: () => boolean }
