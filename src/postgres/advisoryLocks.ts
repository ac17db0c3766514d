/**
 * Every advisory lock of Assay: SQL of its key, in which `subject` is a text. A key never changes, so that processes of
 * two releases still exclude each other. Keys of one number and of two are two spaces; the first of two is four letters
 * of ASCII, so that no other program in the database meets them by accident.
 */
export const advisoryLocks = {
  /** The cursor and undo log of the network `subject`. Held by its indexer for as long as it lives. */
  index: "hashtextextended('assay:index:' || subject, 0)",
  /** Shared by every indexer that reads history; tried before indexes are made that would slow its writes. */
  history: "hashtextextended('assay:history', 0)",
  /** Making indexes once history is read. Taken by an indexer at its head or at its archive's end. */
  readIndexes: "hashtextextended('assay:read-indexes', 0)",
  /** Scratch schema of a replay. Held by `assay replay`; a projector goes on meanwhile. */
  replay: "hashtextextended('assay:replay', 0)",
  /** Content of ClickHouse and the cursors of its projection. Held by the one projector. */
  projector: '7161804',
  /** The schema. Waited for by `assay migrate`, so that a second one finds nothing to do. */
  migration: '7161803',
  /** Drifts of the network `subject`. Taken by a round of the reconciliation. */
  reconciliation: `${0x7265636e}, hashtext(subject)`,
  /** The daily audit of the network `subject`. Taken by a cron until it is over. */
  audit: `${0x61756474}, hashtext(subject)`,
  /** Reports of the program `subject` (network and name). Taken by whoever closes periods. */
  close: `${0x72777264}, hashtext('close ' || subject)`,
  /** Money and nonces of the key with the address `subject`. Taken by whoever approves or publishes with it. */
  publish: `${0x72777264}, hashtext('publish ' || subject)`,
  /** What the webhook is told of distributions. Taken by a cron until it was. */
  tell: "hashtextextended('assay:tell', 0)",
  /** Bills of the network `subject`. Held by its settler. */
  settler: "hashtextextended('settler:' || subject, 0)",
  /** Free GPUs of the network `subject`. Taken by a round of a dispatcher, to its commit. */
  assign: "hashtextextended('assign:' || subject, 0)",
  /** Why jobs of the network `subject` wait. Taken by a round of a dispatcher, to its commit. */
  waits: "hashtextextended('waits:' || subject, 0)",
  /** Order of what is published. Taken by a round of a dispatcher, to its commit. */
  outbox: "hashtextextended('outbox', 0)",
  /** Offsets of the partition `subject` (`topic:number`). Taken by an append to the job log on Postgres, to its commit. */
  jobLog: "hashtextextended('job_log:' || subject, 0)",
} as const

export type AdvisoryLock = keyof typeof advisoryLocks
