import type { AuditCheck } from '../check'
import { archive } from './archive'
import { audits } from './audits'
import { bills } from './bills'
import { claims } from './claims'
import { claimsOnChain } from './claimsOnChain'
import { complete } from './complete'
import { cursors } from './cursors'
import { digest } from './digest'
import { distributions } from './distributions'
import { drift } from './drift'
import { emissions } from './emissions'
import { endpoints } from './endpoints'
import { escrow } from './escrow'
import { hashes } from './hashes'
import { holders } from './holders'
import { identities } from './identities'
import { inbox } from './inbox'
import { jobHistory } from './jobHistory'
import { jobLog } from './jobLog'
import { jobs } from './jobs'
import { leases } from './leases'
import { levels } from './levels'
import { outbox } from './outbox'
import { payments } from './payments'
import { pool } from './pool'
import { poolPeriods } from './poolPeriods'
import { positions } from './positions'
import { quarantine } from './quarantine'
import { reconciled } from './reconciled'
import { replayed } from './replay'
import { revenue } from './revenue'
import { routes } from './routes'
import { second, secondPool } from './second'
import { settlements } from './settlements'
import { signatures } from './signatures'
import { slashes } from './slashes'
import { stores } from './stores'
import { uptime } from './uptime'

/** Every check of `assay audit`, in the order in which they run: cheap ones first. A new one is a file and a line here. */
export const auditChecks: readonly AuditCheck[] = [
  ...[identities, drift, reconciled, complete, levels, cursors, quarantine, hashes, endpoints, digest],
  ...[holders, pool, poolPeriods, positions, bills, escrow, slashes, revenue, routes, emissions, claims],
  claimsOnChain,
  ...[
    payments,
    distributions,
    signatures,
    jobs,
    jobHistory,
    leases,
    settlements,
    inbox,
    outbox,
    jobLog,
    uptime,
    audits,
  ],
  ...[archive, second, secondPool, stores, replayed],
]
