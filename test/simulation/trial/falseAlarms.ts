import { audit } from '../../../src/audit/audit'
import { AUDIT_NODE } from '../../../src/audit/node'
import { nodeOf } from '../../../src/chain/nodeOf'
import { readEnv } from '../../../src/config/env'
import { loadProfile } from '../../../src/config/profile'
import { networkOf } from '../../../src/indexer/network'
import { mayEnd, type World } from './world'

/** What ledger and chain are without contracts, which a trial's chain has none of. */
const CHECKS = ['complete', 'levels', 'cursors', 'hashes', 'digest', 'archive', 'replay']

/** Nobody has lied in a trial: what its audit says is a false alarm. */
export async function falseAlarms({ plan, projection, db, env }: World): Promise<string[]> {
  // Where the chain has replaced what was final, ledger and chain do differ. What no decoder understands is no event to replay.
  if (plan.absurd || plan.rows.some((row) => mayEnd.has(row))) return []
  const audited = readEnv({ ...env, ...projection?.env, DB_URL: db.url })
  const profile = loadProfile(audited.profileFiles[0]!, audited.variables)
  const only = projection ? [...CHECKS, 'stores'] : CHECKS
  const { checks } = await db.use((client) =>
    audit({ db: client, node: nodeOf(profile, AUDIT_NODE), env: audited }, networkOf(profile), { only }),
  )
  return checks.filter(({ ok }) => !ok).map(({ id, evidence }) => `audit ${id}: ${JSON.stringify(evidence)}`)
}
