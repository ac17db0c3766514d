import type { Economy } from './economy/state'
import type { Args, EncodedLog } from './encode'

/** What a log is to Assay. */
export type Verdict = 'fact' | 'known' | 'quarantine' | 'foreign'

/** A log and what it means: the meaning goes to the oracle, the log to the node. */
export interface SimLog extends EncodedLog {
  readonly verdict: Verdict
  /** of a fact: its event and arguments */
  readonly event?: string
  readonly args?: Args
  /** of a token transfer: why it happened */
  readonly cause?: string
}

export interface SimTransaction {
  readonly hash: string
  readonly to: string
  readonly input: string
  readonly logs: readonly SimLog[]
}

export interface SimBlock {
  readonly number: number
  readonly hash: string
  readonly parent: SimBlock | undefined
  /** seconds */
  readonly time: number
  readonly logsBloom: string
  readonly transactions: readonly SimTransaction[]
  /** the economy after this block: what the next one is made from */
  readonly economy: Economy
}
