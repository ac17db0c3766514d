import { type ProjectorStatus, readProjector } from '../analytics/projector/progress'
import { readOnlyPool } from '../api/pool'
import { Profiles } from '../api/profiles'
import { checkServices, type ServiceStatus } from '../api/serviceChecks'
import type { Env } from '../config/env'
import { countJobs } from '../dispatch/jobCount'
import { ChainHeads } from '../ledger/chainHeads'
import { newestQuarantined, type QuarantineSample } from '../ledger/quarantine'
import { type NetworkStatus, readNetworkStatus } from '../ledger/status'
import { withSnapshot } from '../postgres/snapshot'
import { readWaitingForPerson, type WaitingForPerson } from '../rewards/read'

type StatusField =
  | 'name'
  | 'chainId'
  | 'head'
  | 'finalized'
  | 'indexed'
  | 'lagBlocks'
  | 'quarantined'
  | 'completeness'
  | 'digest'
  | 'alarms'
  | 'audit'
  | 'failingIdentities'
  | 'trusted'
  | 'pending'
  | 'doubts'

/** What `assay status --json` prints. */
export interface Overview {
  readonly networks: readonly (Pick<NetworkStatus, StatusField> & {
    readonly newestQuarantined: QuarantineSample | null
  })[]
  /** distributions that wait for a person, the oldest first */
  readonly waiting: readonly Omit<WaitingForPerson, 'told'>[]
  readonly projector: ProjectorStatus
  /** jobs by state */
  readonly jobs: Readonly<Record<string, number>>
  readonly services: Readonly<Record<string, ServiceStatus>>
}

/**
 * Asks every store once, without the api: the command must answer also when the api is down. Without Postgres it knows
 * the services alone.
 */
export async function readOverview(env: Env): Promise<Overview> {
  const services = await checkServices(env)
  const profiles = new Profiles(
    () => env,
    (error) => {
      throw error
    },
  ).all()
  if (!services.postgres!.ok)
    return { networks: [], waiting: [], projector: { cursor: {}, lagBlocks: null }, jobs: {}, services }

  const chainHeads = new ChainHeads(() => env.variables)
  // The nodes are asked before the snapshot opens: no transaction waits for a node.
  await Promise.all(profiles.map((profile) => chainHeads.ask(profile)))
  const pool = readOnlyPool(env.dbUrl, () => undefined)
  try {
    return await withSnapshot(pool, async (snapshot) => {
      const all = await Promise.all(profiles.map((profile) => readNetworkStatus({ chainHeads }, snapshot, profile)))
      const networks = await Promise.all(
        all.map(async ({ name, chainId, head, finalized, indexed, lagBlocks, quarantined, ...state }) => {
          const { completeness, digest, alarms, audit, failingIdentities, trusted, pending, doubts } = state
          return {
            ...{
              name,
              chainId,
              head,
              finalized,
              indexed,
              lagBlocks,
              quarantined,
              completeness,
              digest,
              alarms,
              audit,
              failingIdentities,
              trusted,
              pending,
              doubts,
            },
            newestQuarantined: quarantined > 0 ? await newestQuarantined(snapshot, name) : null,
          }
        }),
      )
      const projector = await readProjector(snapshot, networks)
      const names = profiles.map(({ name }) => name)
      const waiting = (await readWaitingForPerson(snapshot, names)).map(({ told: _, ...each }) => each)
      return { networks, waiting, projector, jobs: await countJobs(snapshot), services }
    })
  } finally {
    await pool.end()
  }
}
