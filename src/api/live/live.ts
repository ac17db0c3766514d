import type { Pool } from 'pg'
import type { Profile } from '../../config/profile'
import { HEAD_POLL_MS } from '../limits'
import type { ChainHeads } from '../reads/chainHeads'
import type { JobRow } from '../reads/jobs'
import { type BlockRef, headRef, readProgress } from '../reads/progress'
import { readSupply, type Supply } from '../reads/supply'
import { withSnapshot } from '../snapshot'
import { JobFeed } from './jobFeed'
import { Seats } from './seats'
import { type Published, Topic } from './topic'

/** Everything that can be subscribed to. One reading per network and interval serves all its subscribers. */
export class Live {
  readonly seats = new Seats()
  private readonly heads = new Map<string, Topic<BlockRef>>()
  private readonly supplies = new Map<string, Topic<Supply>>()
  private readonly jobTopic: Topic<JobRow>

  constructor(
    private readonly services: { readonly pool: Pool; readonly chainHeads: ChainHeads },
    private readonly onError: (error: unknown) => void,
  ) {
    const feed = new JobFeed(services.pool)
    this.jobTopic = new Topic<JobRow>(this.seats, HEAD_POLL_MS, () => feed.read(), onError)
  }

  /** The indexed head now, and whenever it moves or becomes final. */
  async head(profile: Profile): Promise<AsyncIterableIterator<BlockRef>> {
    const first = await this.headNow(profile)
    return this.topic(
      this.heads,
      profile,
      changes(first, () => this.headNow(profile), sameBlock),
    ).subscribe(published(first))
  }

  /** Supply at the indexed head now, and whenever the head moves or becomes final. */
  async supply(profile: Profile): Promise<AsyncIterableIterator<Supply>> {
    const first = await this.supplyNow(profile)
    return this.topic(
      this.supplies,
      profile,
      changes(
        first,
        () => this.supplyNow(profile),
        (a, b) => sameBlock(a.block, b.block),
      ),
    ).subscribe(published(first))
  }

  /** A job of the pool, or of any, whenever its state changes; a reader that stalls sees the newest state only. */
  jobs(pool: string | null): AsyncIterableIterator<JobRow> {
    return this.jobTopic.subscribe([], (job) => pool === null || job.pool === pool)
  }

  close(): void {
    for (const topic of [...this.heads.values(), ...this.supplies.values(), this.jobTopic]) topic.close()
  }

  private topic<T>(
    topics: Map<string, Topic<T>>,
    profile: Profile,
    read: () => Promise<readonly Published<T>[]>,
  ): Topic<T> {
    const known = topics.get(profile.name)
    if (known) return known
    const topic = new Topic<T>(this.seats, HEAD_POLL_MS, read, this.onError)
    topics.set(profile.name, topic)
    return topic
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

/** Reads again and tells only what differs from the last reading. */
function changes<T>(
  first: T | null,
  now: () => Promise<T | null>,
  same: (a: T, b: T) => boolean,
): () => Promise<readonly Published<T>[]> {
  let last = first
  return async () => {
    const value = await now()
    if (value === null || (last !== null && same(last, value))) return []
    last = value
    return published(value)
  }
}

function published<T>(value: T | null): readonly Published<T>[] {
  return value === null ? [] : [{ key: '', value }]
}

function sameBlock(a: BlockRef, b: BlockRef): boolean {
  return a.hash === b.hash && a.final === b.final
}
