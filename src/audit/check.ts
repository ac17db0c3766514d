import type { Client } from 'pg'
import type { Node } from '../chain/node'
import type { Env } from '../config/env'
import type { BlockNumber, Hash, Seconds } from '../economics/units'
import type { Network } from '../indexer/network'
import type { Examined } from './examine'

/** What a check says of a network. Amounts are base units. */
export interface Answer {
  readonly ok: boolean
  readonly expected: string
  readonly actual: string
  /** where it looked, also when it holds; where it does not, the row by its name (event id, account, block, file) */
  readonly evidence: Readonly<Record<string, string>>
}

/** One of several answers of a check, under a name of its own. */
export interface NamedAnswer extends Answer {
  readonly id: string
  readonly title: string
}

/** An answer in a report. */
export interface Check extends NamedAnswer {
  /** what a lie here would do */
  readonly why: string
}

/** What checks are given: a network as of one final block, and the stores they look into. Nothing of it is written to. */
export interface AuditContext {
  /** of the audit alone; a check leaves no transaction open on it */
  readonly db: Client
  readonly node: Node
  readonly network: Network
  readonly env: Env
  readonly block: { readonly number: BlockNumber; readonly hash: Hash; readonly time: Seconds }
  /** how many blocks, owners or files are looked at where all of them would take long: of them as many as there are with --full */
  readonly sample: number
  /** ledger beside chain at the block, read once for all that ask */
  readonly examined: () => Promise<Examined>
  /** shown while the check runs */
  readonly progress: (text: string) => void
}

/** One question an auditor asks, answered twice: by what is stored, and by what it was derived from. */
export interface AuditCheck {
  /** for ever: `--only` and stored reports name it */
  readonly id: string
  readonly title: string
  readonly why: string
  /** why it cannot be asked here; a check without an answer is named in the report, and is neither right nor wrong */
  readonly unasked?: (context: AuditContext) => string | undefined
  readonly run: (context: AuditContext) => Promise<Answer | readonly NamedAnswer[]>
}
