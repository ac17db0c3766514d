import path from 'node:path'
import type { RowId } from '../trial/rows'

/** Planted bugs, and the rows whose trial must turn red on each. */
export const plants: Readonly<Record<string, readonly RowId[]>> = {
  'forget-rollback': ['R1'],
  'undo-inserts-only': ['R1'],
  'untracked-writes': ['R1'],
  'lost-log': ['K1'],
  rounded: ['K1'],
  'unchecked-blocks': ['L1'],
  'swallowed-fault': ['R2'],
  'height-only': ['R6'],
  'no-transaction': ['K2'],
  'no-repair': ['C1'],
  'cursor-first': ['K2', 'C1'],
  'lost-insert': ['K4'],
  'shared-network': ['K5'],
  'dropped-quarantine': ['L8'],
}

/** What makes a process run with a planted bug. */
export function planted(name: string): Record<string, string> {
  return { NODE_OPTIONS: `--require ${path.join(__dirname, `${name}.cjs`)}` }
}
