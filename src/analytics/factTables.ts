import { kindFacts } from '../protocols'
import type { FactTable } from '../protocols/factTable'
import { ledgerFacts } from './ledgerFacts'

/** Every table of facts: those that all contract kinds add to, and those of one. */
export const factTables = inOrder([...ledgerFacts, ...kindFacts])

function inOrder(tables: readonly FactTable[]): FactTable[] {
  const ordered = tables.filter(({ after }) => after === undefined)
  for (const table of tables) {
    if (table.after === undefined) continue
    ordered.splice(ordered.findIndex(({ name }) => name === table.after) + 1, 0, table)
  }
  return ordered
}
