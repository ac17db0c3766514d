import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Pool } from 'pg'
import type { Profile } from '../../config/profile'
import type { ChainHeads } from '../../ledger/chainHeads'
import { type BlockRef, headRef, readProgress } from '../../ledger/progress'
import { readSupply, type Supply } from '../../ledger/supply'
import { withSnapshot } from '../../postgres/snapshot'
import { clientAddress } from '../http/clientAddress'
import type { JobRow } from '../jobs'
import { HEAD_POLL_MS } from '../limits'
import { JobFeed } from './jobFeed'
import { SubscriptionLimiter } from './subscriptionLimiter'
import { type Reading, type Source, type Subscriber, Topic } from './topic'

/** A request that subscribes, and its answer. */
interface Subscribing {
  readonly req: IncomingMessage
  readonly res: ServerResponse
}

/** Everything that can be subscribed to. One reading per network and interval serves all its subscribers. */
export class Live {
  readonly subscriptions = new SubscriptionLimiter()
  private readonly heads = new Map<string, Topic<BlockRef>>()
  private readonly supplies = new Map<string, Topic<Supply>>()
  private readonly jobTopic: Topic<JobRow>

  constructor(
    private readonly services: { readonly pool: Pool; readonly chainHeads: ChainHeads },
    private readonly onError: (error: unknown) => void,
  ) {
    this.jobTopic = this.topic({
      keepsState: false,
      begin: () => {
        const feed = new JobFeed(services.pool)
        return () => feed.read()
      },
    })
  }

  /** The indexed head now, and whenever it moves or becomes final. */
  head(profile: Profile, by: Subscribing): Promise<AsyncIterableIterator<BlockRef>> {
    const begin = () => changes(() => this.headNow(profile), sameBlock)
    return this.topicOf(this.heads, profile, begin).subscribe(subscriber(by))
  }

  /** Supply at the indexed head now, and whenever the head moves or becomes final, or is trusted or not. */
  supply(profile: Profile, by: Subscribing): Promise<AsyncIterableIterator<Supply>> {
    const begin = () =>
      changes(
        () => this.supplyNow(profile),
        (a, b) => sameBlock(a.block, b.block) && a.trusted === b.trusted,
      )
    return this.topicOf(this.supplies, profile, begin).subscribe(subscriber(by))
  }

  /** A job of the pool, or of any, whenever its state changes; a reader that stalls sees the newest state only. */
  jobs(pool: string | null, by: Subscribing): Promise<AsyncIterableIterator<JobRow>> {
    return this.jobTopic.subscribe(subscriber(by), (job) => pool === null || job.pool === pool)
  }

  close(): void {
    for (const topic of [...this.heads.values(), ...this.supplies.values(), this.jobTopic]) topic.close()
  }

  private topicOf<T>(topics: Map<string, Topic<T>>, profile: Profile, begin: () => Reading<T>): Topic<T> {
    const existing = topics.get(profile.name)
    if (existing) return existing
    const topic = this.topic({ keepsState: true, begin })
    topics.set(profile.name, topic)
    return topic
  }

  private topic<T>(source: Source<T>): Topic<T> {
    return new Topic<T>(this.subscriptions, HEAD_POLL_MS, source, this.onError)
  }

  private headNow(profile: Profile): Promise<BlockRef | null> {
    return withSnapshot(this.services.pool, async (snapshot) => headRef(await readProgress(snapshot, profile)))
  }

  private supplyNow(profile: Profile): Promise<Supply | null> {
    return withSnapshot(this.services.pool, async (snapshot) => {
      const { head } = await readProgress(snapshot, profile)
      return head ? readSupply(this.services, snapshot, profile, {}) : null
    })
  }
}

function subscriber({ req, res }: Subscribing): Subscriber {
  return { client: clientAddress(req), connection: res }
}

/** A reading that is published only where it differs from the last. */
function changes<T>(now: () => Promise<T | null>, same: (a: T, b: T) => boolean): Reading<T> {
  let last: T | null = null
  return async () => {
    const value = await now()
    if (value === null || (last !== null && same(last, value))) return []
    last = value
    return [{ key: '', value }]
  }
}

function sameBlock(a: BlockRef, b: BlockRef): boolean {
  return a.hash === b.hash && a.final === b.final
}
