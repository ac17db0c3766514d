import type { Pool } from 'pg'
import { type Env, readEnv } from '../../config/env'
import { loadProfile } from '../../config/profile'
import { type JobNetwork, jobNetworks } from '../../dispatch/network'
import { AssayError } from '../../errors'
import { openPool } from '../../postgres/pool'

interface Desk {
  readonly env: Env
  readonly pool: Pool
  /** with a bill contract */
  readonly networks: readonly JobNetwork[]
}

/** Lends what a look at the jobs needs. @throws AssayError E-DISPATCH-NETWORKS where no profile pays jobs */
export async function withDesk(work: (desk: Desk) => Promise<void>): Promise<void> {
  const env = readEnv()
  const networks = networksOf(env)
  const pool = openPool(env.dbUrl, { max: 2, name: 'assay-desk' })
  try {
    await work({ env, pool, networks })
  } finally {
    await pool.end()
  }
}

/** Networks that have jobs. @throws AssayError E-DISPATCH-NETWORKS when there is none */
export function networksOf(env: Env): readonly JobNetwork[] {
  const networks = jobNetworks(env.profileFiles.map((file) => loadProfile(file, env.variables)))
  if (networks.length > 0) return networks
  throw new AssayError('E-DISPATCH-NETWORKS', 'no profile has a bill contract, so no job could be paid', {
    next: 'Set ASSAY_PROFILES to profiles with a contract of kind dgrid-bill.',
  })
}
