import type { Profile } from '../config/profile'
import type { BlockNumber } from '../economics/units'
import type { ClosedDigest } from '../postgres/readLogDigest'
import type { Snapshot } from '../postgres/snapshot'
import { type LastAudit, lastAudit } from './audits'
import type { ChainHeads } from './chainHeads'
import { chainDoubts, doubtsOf } from './doubts'
import { driftAt } from './drift'
import { identitiesAt } from './identities'
import { type Alarm, type CompleteRange, readCompleteness, readDigest } from './indexing'
import { pendingComparison } from './pending'
import { programNames } from './programNames'
import { type BlockRef, headRef, lag, readProgress } from './progress'
import { readStandingIfAny } from './standing'
import { balancesAt } from './supply'

export interface NetworkStatus {
  readonly name: string
  readonly chainId: number
  readonly token: Profile['token']
  readonly contracts: readonly { readonly name: string; readonly kind: string; readonly address: string }[]
  readonly programs: readonly string[]
  readonly head: BlockNumber | null
  readonly finalized: BlockNumber | null
  readonly indexed: BlockNumber | null
  readonly lagBlocks: number | null
  readonly indexedBlock: BlockRef | null
  readonly indexing: boolean
  readonly stale: boolean
  readonly quarantined: number
  readonly findings: number
  readonly failingIdentities: number
  readonly drifts: number
  readonly unexplainedDrifts: number
  readonly completeness: readonly CompleteRange[]
  /** over the event log up to its last block; null before the first */
  readonly digest: ClosedDigest | null
  readonly alarms: readonly Alarm[]
  readonly audit: LastAudit | null
  readonly trusted: boolean
  /** no figure was compared with the chain yet, and none is known to be wrong */
  readonly pending: boolean
  readonly doubts: readonly string[]
}

/** Where one network stands. Answers before any table exists. */
export async function readNetworkStatus(
  { chainHeads }: { readonly chainHeads: ChainHeads },
  snapshot: Snapshot,
  profile: Profile,
): Promise<NetworkStatus> {
  const [chainHead, progress] = await Promise.all([
    chainHeads.during(snapshot, profile),
    readProgress(snapshot, profile),
  ])
  const { blocks, stale } = lag(profile, progress, chainHead)
  const counted = progress.head !== null
  const head = progress.head?.number
  const drift = head === undefined ? [] : await driftAt(snapshot, profile, head)
  const balances = head === undefined ? [] : await balancesAt(snapshot, profile, head)
  const identities = head === undefined ? [] : await identitiesAt(snapshot, profile, head)
  const standing = await readStandingIfAny(snapshot, profile)
  const known = [...doubtsOf(profile, balances, identities, drift), ...chainDoubts(standing.alarms)]
  const pending = counted && known.length === 0 ? pendingComparison(profile, progress, standing, blocks) : undefined
  return {
    name: profile.name,
    chainId: profile.chainId,
    token: profile.token,
    contracts: Object.entries(profile.contracts).map(([name, { kind, address }]) => ({ name, kind, address })),
    programs: programNames(profile),
    // Each is asked at its own moment: a block that is indexed was mined.
    head: chainHead === null ? null : Math.max(chainHead.number, progress.head?.number ?? 0),
    finalized: progress.finalized,
    indexed: progress.head?.number ?? null,
    lagBlocks: blocks,
    indexedBlock: headRef(progress),
    indexing: progress.head === null,
    stale,
    quarantined: counted ? await count(snapshot, 'quarantine', profile.name) : 0,
    findings: counted ? await count(snapshot, 'finding', profile.name) : 0,
    failingIdentities: identities.filter(({ holds }) => !holds).length,
    drifts: drift.length,
    unexplainedDrifts: drift.filter(({ cause }) => cause === 'unexplained').length,
    completeness: await readCompleteness(snapshot, profile.name),
    digest: await readDigest(snapshot, profile.name),
    alarms: standing.alarms,
    audit: await lastAudit(snapshot, profile.name),
    trusted: known.length === 0 && pending === undefined,
    pending: pending !== undefined,
    doubts: pending ? [pending] : known,
  }
}

async function count(snapshot: Snapshot, table: 'quarantine' | 'finding', network: string): Promise<number> {
  const sql = `select count(*)::int as count from ${table} where network = $1`
  return (await snapshot.rows<{ count: number }>(sql, [network]))[0]!.count
}
