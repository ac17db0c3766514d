import { headNumber } from '../chain/blocks'
import type { Node, NodeOptions } from '../chain/node'
import { openNodes } from '../chain/nodes'
import { rpcFromEnv } from '../config/env'
import type { Profile } from '../config/profile'
import type { BlockNumber } from '../economics/units'
import type { Snapshot } from '../postgres/snapshot'

/** Least time between two requests for a node's head, over all callers. */
const ASK_AGAIN_MS = 1_000
/** A head older than this has a successor on every chain we index: the node is waited for then, outside any transaction. */
const FRESH_MS = 3_000
/** A node that takes longer to answer counts as away. */
const NODE: NodeOptions = { timeoutMs: 1_000, retries: 0 }
/** For this long after a failed request no caller waits for the node; it is asked again in the background. */
const AWAY_MS = 5_000

/** The newest block of a node, cached. */
export interface ChainHead {
  readonly number: BlockNumber
  /** whether it is at most FRESH_MS old: how far the chain is ahead of an older head is unknown */
  readonly isFresh: boolean
}

interface CachedHead {
  readonly node: Node
  number: BlockNumber | null
  at: number
  failedAt: number
  asking: Promise<void> | undefined
}

/** The nodes' newest blocks, for how far an indexer is behind: no figure is computed from them. */
export class ChainHeads {
  private readonly cache = new Map<string, CachedHead>()

  constructor(private readonly variables: () => NodeJS.ProcessEnv) {}

  /**
   * For an answer read in `snapshot`: the cached head at once, refreshed in the background. Only where none is fresh is the
   * node waited for, and then no transaction is open. Null where there is no node, or it never answered.
   */
  during(snapshot: Snapshot, profile: Profile): Promise<ChainHead | null> {
    const head = this.cached(profile)
    if (head?.isFresh || snapshot.isOpen) return Promise.resolve(head)
    return snapshot.beside(() => this.ask(profile))
  }

  /** Waits for the node where the cached head is stale, no longer than a second. */
  async ask(profile: Profile): Promise<ChainHead | null> {
    const head = this.cached(profile)
    const entry = this.entry(profile)
    if (head?.isFresh || !entry || performance.now() - entry.failedAt < AWAY_MS) return head
    await entry.asking
    return this.cached(profile)
  }

  private cached(profile: Profile): ChainHead | null {
    const entry = this.entry(profile)
    if (!entry) return null
    const age = performance.now() - entry.at
    if (age >= ASK_AGAIN_MS) entry.asking ??= this.refresh(entry)
    return entry.number === null ? null : { number: entry.number, isFresh: age < FRESH_MS }
  }

  private entry(profile: Profile): CachedHead | undefined {
    const urls = urlsOf(profile, this.variables())
    if (urls.length === 0) return undefined
    const known = this.cache.get(urls.join())
    if (known) return known
    const never = Number.NEGATIVE_INFINITY
    const node = openNodes(urls, profile.chainId, NODE)
    const entry = { node, number: null, at: never, failedAt: never, asking: undefined }
    this.cache.set(urls.join(), entry)
    return entry
  }

  private async refresh(entry: CachedHead): Promise<void> {
    // Its being away is a state to report, not an error.
    const number = await headNumber(entry.node).catch(() => null)
    const now = performance.now()
    if (number === null) entry.failedAt = now
    else Object.assign(entry, { number, at: now, failedAt: Number.NEGATIVE_INFINITY })
    entry.asking = undefined
  }
}

/** Endpoints that may be asked without a socket of ours. */
function urlsOf(profile: Profile, variables: NodeJS.ProcessEnv): readonly string[] {
  const urls = rpcFromEnv(profile.name, variables).http ?? profile.rpcUrls
  return urls.filter((url) => url.startsWith('http'))
}
