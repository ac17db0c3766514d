import { createLogger } from '@subsquid/logger'
import type { Client } from 'pg'
import { nodeOf } from '../chain/endpoint'
import type { Env } from '../config/env'
import { loadProfile } from '../config/profile'
import { AssayError } from '../errors'
import { networkOf } from '../indexer/network'
import { openClient } from '../postgres/client'
import { AUDIT_NODE } from './node'
import { reconcile } from './reconcile'
import { explainUnstakes, PER_ROUND } from './unstakes'

/** A round is a dozen indexed reads and one batch to the node; drift is for people, who look at it twice a minute. */
const EVERY_MS = 30_000

const log = createLogger('assay:audit')

/** Compares ledger and chain of every profile, now and every 30 s. What fails is logged and tried again. */
export function startReconciliation(env: Env): { stop(): Promise<void> } {
  const networks = env.profileFiles
    .map((file) => loadProfile(file, env.variables))
    .map((profile) => {
      return { network: networkOf(profile), node: nodeOf(profile, env.variables, AUDIT_NODE) }
    })
  const complaints = new Map<string, string>()
  /** By network, the first block whose findings were not looked at; a start looks at all of them once. */
  const looked = new Map<string, number>()
  let stopped = false

  const one = async ({ network, node }: (typeof networks)[number]) => {
    let db: Client | undefined
    try {
      // A connection of its own: its end gives the lock back, whatever happened on it.
      db = await openClient(env.dbUrl, 'assay reconciliation')
      const done = await reconcile(db, node, network)
      if (done) {
        const explained = await explainUnstakes(db, node, network, done.block, looked.get(network.name))
        if (explained < PER_ROUND) looked.set(network.name, done.block + 1)
      }
      complaints.delete(network.name)
      if (done && done.changed > 0) log.info(`${network.name}: ${done.changed} drifts changed by block ${done.block}`)
      if (done && done.failing.length > 0)
        log.warn(`${network.name}: at block ${done.block} these do not hold: ${done.failing.join(', ')}`)
    } catch (error) {
      // Said once, not every 30 s for as long as a node is away.
      const why = error instanceof AssayError ? `${error.code} ${error.message}` : (error as Error).message
      if (complaints.get(network.name) !== why)
        log.warn(`${network.name}: ${why}; tried again in ${EVERY_MS / 1_000} s`)
      complaints.set(network.name, why)
    } finally {
      await db?.end().catch(() => undefined)
    }
  }
  const round = async () => {
    for (const each of networks) if (!stopped) await one(each)
  }
  let working: Promise<void> | null = null
  const work = () => {
    // A round that takes longer than the interval is not joined by a second one.
    working ??= round().finally(() => {
      working = null
    })
  }
  work()
  const timer = setInterval(work, EVERY_MS)
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await working
    },
  }
}
