import path from 'node:path'
import type { CrashPoint } from '../proxy/crashPoint'
import type { Plan } from '../trial/plan'
import type { RowId } from '../trial/rows'

interface Plant {
  /** rows whose trial must turn red on it */
  readonly rows: readonly RowId[]
  /** where K2 must kill: elsewhere the bug does no harm */
  readonly at?: CrashPoint
}

/** Planted bugs. */
export const plants: Readonly<Record<string, Plant>> = {
  'forget-rollback': { rows: ['R1'] },
  'undo-inserts-only': { rows: ['R1'] },
  'untracked-writes': { rows: ['R1'] },
  'lost-log': { rows: ['K1'] },
  rounded: { rows: ['K1'] },
  'unchecked-blocks': { rows: ['L1'] },
  'swallowed-fault': { rows: ['R2'] },
  'height-only': { rows: ['R6'] },
  'no-transaction': { rows: ['K2'], at: 'write-unacknowledged' },
  'no-repair': { rows: ['C1'] },
  'cursor-first': { rows: ['K2'], at: 'insert-unsent' },
  'lost-insert': { rows: ['K4'] },
  'shared-network': { rows: ['K5'] },
  'dropped-quarantine': { rows: ['L8'] },
}

/** What makes a trial's processes run with a planted bug, and meet it. */
export function planted(name: string): Pick<Plan, 'env' | 'crashAt'> {
  const env = { NODE_OPTIONS: `--require ${path.join(__dirname, `${name}.cjs`)}` }
  return { env, crashAt: plants[name]?.at }
}
