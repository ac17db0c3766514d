import { headNumber } from '../chain/blocks'
import { type NodeOptions, openNode } from '../chain/node'
import { rpcFromEnv } from '../config/env'
import type { Profile } from '../config/profile'
import type { BlockNumber } from '../economics/units'
import type { Snapshot } from '../postgres/snapshot'

/** Least time between two requests for a node's head, over all who ask. */
const ASK_AGAIN_MS = 1_000
/** A head older than this has a successor on every chain we index: the node is waited for then, outside any transaction. */
const FRESH_MS = 3_000
/** A node that takes longer to answer counts as away. */
const NODE: NodeOptions = { timeoutMs: 1_000, retries: 0 }
/** For this long after a failed request nobody waits for the node; it is asked again in the background. */
const AWAY_MS = 5_000

/** The newest block that a node has told. */
export interface ChainHead {
  readonly number: BlockNumber
  /** whether it is at most FRESH_MS old: how far the chain is ahead of an older head is unknown */
  readonly isFresh: boolean
}

interface Told {
  number: BlockNumber | null
  at: number
  failedAt: number
  asking: Promise<void> | undefined
}

/** The nodes' newest blocks, for how far an indexer is behind: no figure is computed from them. */
export class ChainHeads {
  private readonly told = new Map<string, Told>()

  constructor(private readonly variables: () => NodeJS.ProcessEnv) {}

  /**
   * For an answer read in `snapshot`: the last known head at once, and the node asked beside it. Only where none is
   * fresh is the node waited for, and then no transaction is open. Null where there is no node, or none ever answered.
   */
  during(snapshot: Snapshot, profile: Profile): Promise<ChainHead | null> {
    const known = this.known(profile)
    if (known?.isFresh || snapshot.isOpen) return Promise.resolve(known)
    return snapshot.beside(() => this.ask(profile))
  }

  /** Waits for the node where nothing fresh is known of it, no longer than a second. */
  async ask(profile: Profile): Promise<ChainHead | null> {
    const known = this.known(profile)
    const told = this.of(profile)
    if (known?.isFresh || !told || performance.now() - told.failedAt < AWAY_MS) return known
    await told.asking
    return this.known(profile)
  }

  private known(profile: Profile): ChainHead | null {
    const told = this.of(profile)
    if (!told) return null
    const age = performance.now() - told.at
    if (age >= ASK_AGAIN_MS) told.asking ??= this.refresh(urlOf(profile, this.variables())!, told)
    return told.number === null ? null : { number: told.number, isFresh: age < FRESH_MS }
  }

  private of(profile: Profile): Told | undefined {
    const url = urlOf(profile, this.variables())
    if (!url?.startsWith('http')) return undefined
    const never = Number.NEGATIVE_INFINITY
    const told = this.told.get(url) ?? { number: null, at: never, failedAt: never, asking: undefined }
    this.told.set(url, told)
    return told
  }

  private async refresh(url: string, told: Told): Promise<void> {
    const number = await blockNumber(url)
    const now = performance.now()
    if (number === null) told.failedAt = now
    else Object.assign(told, { number, at: now, failedAt: Number.NEGATIVE_INFINITY })
    told.asking = undefined
  }
}

function urlOf(profile: Profile, variables: NodeJS.ProcessEnv): string | undefined {
  return rpcFromEnv(profile.name, variables).http ?? profile.rpcUrl
}

/** Null when the node does not answer in time: its being away is a state to report, not an error. */
function blockNumber(url: string): Promise<number | null> {
  return headNumber(openNode(url, NODE)).catch(() => null)
}
