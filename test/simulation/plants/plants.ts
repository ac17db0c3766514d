import path from 'node:path'
import type { CrashPoint } from '../proxy/crashPoint'
import type { Plan } from '../trial/plan'
import type { RowId } from '../trial/rows'

interface Plant {
  /** rows whose trial must turn red on it */
  readonly rows: readonly RowId[]
  /** in what is said of the trial: one that is red for another reason proves nothing */
  readonly shows: RegExp
  /** where K2 must kill, one after the other: elsewhere the bug does no harm */
  readonly at?: readonly CrashPoint[]
}

/** Planted bugs. */
export const plants: Readonly<Record<string, Plant>> = {
  'forget-rollback': { rows: ['R1'], shows: /duplicate key|postgres \w+: / },
  'undo-inserts-only': { rows: ['R1'], shows: /duplicate key|postgres \w+: / },
  'untracked-writes': { rows: ['R1'], shows: /duplicate key|postgres \w+: / },
  'lost-log': { rows: ['K1'], shows: /postgres event: / },
  rounded: { rows: ['K1'], shows: /postgres movement: / },
  'unchecked-blocks': { rows: ['L1'], shows: /postgres event: / },
  'swallowed-fault': { rows: ['R2'], shows: /stop at a reorg past finality/ },
  'height-only': { rows: ['R6'], shows: /reach the tip/ },
  // a block that is there without its movements: its events are right, so it is not read again
  'no-transaction': { rows: ['K2'], shows: /postgres movement: /, at: ['write-unsent', 'write-unsent'] },
  'no-repair': { rows: ['C1'], shows: /clickhouse \w+: 0 rows missing, [1-9]/ },
  'cursor-first': { rows: ['K2'], shows: /clickhouse lost facts/, at: ['insert-unsent'] },
  'lost-insert': { rows: ['K4'], shows: /clickhouse \w+: [1-9]\d* rows missing/ },
  'shared-network': { rows: ['K5'], shows: /second indexer (to be refused|ended otherwise)/ },
  'clamped-page': { rows: ['G1'], shows: /a literal page was not refused/ },
  'no-budget': { rows: ['G1'], shows: /the schema, thirty times was not refused/ },
  'no-listener': { rows: ['S1'], shows: /a process of Assay ended by itself/ },
  'held-snapshot': { rows: ['S2'], shows: /waits for something else than Postgres/ },
  // whichever is seen first: the transaction that is held, or the answers that do not come
  'head-in-answer': {
    rows: ['S3'],
    shows: /waits for something else than Postgres|no answer while a store or node was away/,
  },
  'forgotten-head': { rows: ['S3'], shows: /forgotten the last head/ },
  'two-snapshots': { rows: ['G3'], shows: /at block \d+: |parts of two blocks|the classes hold/ },
  'kept-subscriptions': { rows: ['G2'], shows: /the subscriptions to be released/ },
  'dropped-quarantine': { rows: ['L8'], shows: /postgres quarantine: / },
}

/** What makes a trial's processes run with a planted bug, and meet it. */
export function planted(name: string): Pick<Plan, 'env' | 'crashAt'> {
  const env = { NODE_OPTIONS: `--require ${path.join(__dirname, `${name}.cjs`)}` }
  return { env, crashAt: plants[name]?.at }
}
