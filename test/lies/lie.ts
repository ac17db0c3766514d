/** Networks of the devnet, by the part of their names that differs. */
export type Economy = 'destra' | 'dgrid' | 'deepnode'

/** Commands that name a lie beside the checks of `assay audit`. */
export const commands = ['rewards verify', 'rewards verify --from-chain', 'audit --blocks'] as const
type Command = (typeof commands)[number]

interface Told {
  /** for ever: `npm run lies -- NAME` */
  readonly name: string
  readonly on: Economy
  /** id of the audit's check that names it, or another command */
  readonly by: string | Command
  /**
   * What that says, as the source of a regular expression. It includes the row, block, file or account: `{column}` is what
   * the edit returned, and `(…)` stands for figures.
   */
  readonly says: string
  /** as if two approvers had signed every distribution that may be paid */
  readonly signed?: true
}

/** Edits of Postgres in one transaction, each a statement. The first returns a row, whose columns `{column}` names in all that follows. */
export interface SqlLie extends Told {
  readonly sql: string | readonly string[]
}

/** An edit of ClickHouse: rows of `pick` get other values, are removed (`to: null`), or are there twice (`to: 'twice'`). */
export interface SeriesLie extends Told {
  readonly table: string
  /** one row, as `SELECT … FROM table WHERE network = …` goes on */
  readonly pick: string
  readonly to: Readonly<Record<string, string>> | null | 'twice'
}

/** An edit of a file of the network's newest distribution that has it, by program. */
export interface FileLie extends Told {
  readonly program: string
  readonly file: string
  /** where the edited text is put instead, from the distribution's folder: the file itself stays as it is */
  readonly as?: string
  /** null removes the file */
  readonly edit: ((text: string) => string) | null
}

/** The archive of raw logs, otherwise: its digests are made again, as its owner could. */
export interface ArchiveLie extends Told {
  /** of one piece that has logs; or of the archive's own description */
  readonly archive: 'piece' | 'identity' | 'bytes'
  // biome-ignore lint/suspicious/noExplicitAny: a description and a log have many fields
  readonly forge: (it: any) => void
  /** what is done in words */
  readonly does: string
}

/** A node that answers a method otherwise. */
export interface EndpointLie extends Told {
  readonly method: string
  // biome-ignore lint/suspicious/noExplicitAny: a method's answer has any shape
  readonly answer: (answer: any, params: readonly any[], row: Readonly<Record<string, any>>) => unknown
  /** the answer in words */
  readonly does: string
  /** a query for the row that is lied about */
  readonly about: string
  /** whose newest distribution is verified, where a folder is */
  readonly program?: string
}

export type Lie = SqlLie | SeriesLie | FileLie | ArchiveLie | EndpointLie

/** What a planted lie met. */
export interface Verdict {
  readonly name: string
  readonly by: string
  /** whether the command said that something is wrong */
  readonly noticed: boolean
  /** whether it said it in the words of the lie */
  readonly named: boolean
  /** what it said, one line each */
  readonly said: readonly string[]
  readonly seconds: number
}
