import { kindFacts } from '../protocols/facts'
import { ledgerFacts } from './ledgerFacts'

/** Every table of facts: those that all contract kinds add to, and those of one. */
export const factTables = [...ledgerFacts, ...kindFacts]
