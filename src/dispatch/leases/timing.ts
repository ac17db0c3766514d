/** A lease ends this long after the last sign of its worker; every progress report renews it. */
export const LEASE_MS = 15_000
/** A worker stops this long after its last report that the log took: then the lease lives still, and no other has the job. */
export const HOLD_MS = 0.8 * LEASE_MS
/** A worker reports well inside the lease: two reports may be lost. */
export const PROGRESS_MS = 3_000
/** A node sends heartbeats this often … */
export const HEARTBEAT_MS = 5_000
/** … and gets no work after this long: three heartbeats may be lost. */
export const HEARTBEAT_FRESH_MS = 20_000
/** A network none of whose nodes was heard for two heartbeats is silent: the log is away, or all of them are. */
export const SILENT_MS = 2 * HEARTBEAT_MS
