import type { AuditCheck } from '../check'
import { complete } from './complete'
import { drift } from './drift'
import { identities } from './identities'
import { pool } from './pool'
import { positions } from './positions'
import { quarantine } from './quarantine'

/** Every check of `assay audit`, in the order in which they run: cheap ones first. A new one is a file and a line here. */
export const auditChecks: readonly AuditCheck[] = [identities, drift, complete, quarantine, pool, positions]
