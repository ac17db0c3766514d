import { createLogger } from '@subsquid/logger'
import type { Client } from 'pg'
import { nodeOf } from '../chain/nodeOf'
import type { Env } from '../config/env'
import { loadProfile, type Profile } from '../config/profile'
import { AssayError } from '../errors'
import { networkOf } from '../indexer/network'
import { openClient } from '../postgres/client'
import { Loop } from '../process/loop'
import { AUDIT_NODE } from './node'
import { isAwaited, isFresh, reconcile } from './reconcile'
import { explainUnstakes, PER_ROUND } from './unstakes'

/** A round is a dozen indexed reads and one batch to the node; drift is for people, who look at it twice a minute. */
const EVERY_MS = 30_000
/** A network that anybody has compared since is left out: cron and indexers take turns, and none waits for two rounds. */
const FRESH_MS = EVERY_MS - 3_000
/** Between two tries of an indexer for the first comparison of all: plain figures wait for it. */
const FIRST_MS = 2_000

const log = createLogger('assay:audit')

/**
 * Compares ledger and chain of every profile, now and every 30 s. What fails is logged and tried again.
 * @param signal no further network is begun once it is aborted
 */
export function startReconciliation(env: Env, signal: AbortSignal): Loop {
  const profiles = env.profileFiles.map((file) => loadProfile(file, env.variables))
  return reconciliation(env.dbUrl, profiles, undefined, signal)
}

/**
 * The same for the one network that this process indexes: whoever writes figures has them compared, also without a cron.
 * @returns compares them now, whenever that was done last: so many blocks have come at once
 */
export function startOwnReconciliation(dbUrl: string, profile: Profile): () => void {
  let isDue = true
  const takeDue = () => {
    const due = isDue
    isDue = false
    return due
  }
  const loop = reconciliation(dbUrl, [profile], takeDue)
  return () => {
    isDue = true
    loop.ring()
  }
}

function reconciliation(
  dbUrl: string,
  profiles: readonly Profile[],
  takeDue?: () => boolean,
  signal?: AbortSignal,
): Loop {
  const networks = profiles.map((profile) => ({ network: networkOf(profile), node: nodeOf(profile, AUDIT_NODE) }))
  const complaints = new Map<string, string>()
  /** by network, the first block whose findings were not examined; a start examines all of them once */
  const examinedTo = new Map<string, number>()

  const one = async ({ network, node }: (typeof networks)[number]) => {
    let db: Client | undefined
    try {
      // A connection of its own: its end gives the lock back, whatever happened on it.
      db = await openClient(dbUrl, 'assay reconciliation')
      if (!takeDue?.() && (await isFresh(db, network, FRESH_MS))) return
      const result = await reconcile(db, node, network)
      if (result) {
        const explained = await explainUnstakes(db, node, network, result.block, examinedTo.get(network.name))
        if (explained < PER_ROUND) examinedTo.set(network.name, result.block + 1)
      }
      complaints.delete(network.name)
      if (!result) return
      const { block, changed, failing } = result
      if (changed > 0) log.info(`${network.name}: ${changed} drifts changed by block ${block}`)
      if (failing.length > 0) log.warn(`${network.name}: at block ${block} these do not hold: ${failing.join(', ')}`)
    } catch (error) {
      // Said once, not at each try for as long as a node is away.
      const why = error instanceof AssayError ? `${error.code} ${error.message}` : (error as Error).message
      // Of whichever block.
      const what = why.replace(/0x[0-9a-f]+/g, '0x')
      if (complaints.get(network.name) !== what) log.warn(`${network.name}: ${why}; it is tried again`)
      complaints.set(network.name, what)
    } finally {
      const soon = takeDue && db && (await isAwaited(db, network).catch(() => false))
      if (soon) setTimeout(() => loop.ring(), FIRST_MS).unref()
      await db?.end().catch(() => undefined)
    }
  }
  const round = async () => {
    for (const each of networks) if (!signal?.aborted) await one(each)
    return 0
  }
  const loop = new Loop('reconciliation', EVERY_MS, round, log)
  return loop
}
