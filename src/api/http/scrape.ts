import type { ServerResponse } from 'node:http'
import type { LogLag } from '../../dispatch/log/postgresLag'
import { readDispatch } from '../../dispatch/status'
import { dispatchGroup, dispatchTopics } from '../../dispatch/topics'
import { withSnapshot } from '../../postgres/snapshot'
import { readUnclaimed, readWaitingForPerson, type Unclaimed, type WaitingForPerson } from '../../rewards/read'
import type { Services } from '../context'
import { storeChecks } from '../serviceChecks'
import { Exposition, type Labels } from './exposition'
import { writeConnections, writeDispatch, writeLogLag, writeNetworks, writeUnclaimed, writeWaiting } from './gauges'
import type { Metrics } from './metrics'
import { readStatus } from './operations'
import { Probe } from './probe'
import { send } from './respond'

/** How long a scrape waits for a store: more than the second in which a node must answer, a fraction of Prometheus' own ten. */
const DEADLINE_MS = 1_500

/** Answers `/metrics`: a store that is away, or slow, costs its own figures and this wait, never the scrape. */
export class Scrape {
  private readonly networks: Probe<Awaited<ReturnType<typeof readStatus>>>
  private readonly waiting: Probe<WaitingForPerson[]>
  private readonly unclaimed: Probe<Unclaimed[]>
  private readonly dispatch: Probe<Awaited<ReturnType<typeof readDispatch>>>
  private readonly brokerLag: Probe<LogLag[]>
  private readonly ups = new Map<string, Probe<boolean>>()

  constructor(
    private readonly services: Services,
    private readonly metrics: Metrics,
  ) {
    const { pool, profiles } = services
    this.networks = new Probe(() => readStatus(services))
    this.waiting = new Probe(() =>
      withSnapshot(pool, (snapshot) =>
        readWaitingForPerson(
          snapshot,
          profiles.all().map(({ name }) => name),
        ),
      ),
    )
    this.unclaimed = new Probe(() => withSnapshot(pool, (snapshot) => readUnclaimed(snapshot, profiles.all())))
    this.dispatch = new Probe(() =>
      withSnapshot(pool, (snapshot) =>
        readDispatch(
          snapshot,
          profiles.all().map(({ name }) => name),
        ),
      ),
    )
    this.brokerLag = new Probe(() => brokerLag(services))
  }

  async serve(response: ServerResponse): Promise<void> {
    const { jobLog } = this.services.env
    const [networks, waiting, unclaimed, dispatch, atBroker, ups] = await Promise.all([
      this.networks.within(DEADLINE_MS),
      this.waiting.within(DEADLINE_MS),
      this.unclaimed.within(DEADLINE_MS),
      this.dispatch.within(DEADLINE_MS),
      jobLog === 'kafka' ? this.brokerLag.within(DEADLINE_MS) : undefined,
      Promise.all(this.stores().map(async ([labels, probe]) => [labels, await probe.within(DEADLINE_MS)] as const)),
    ])
    const out = new Exposition()
    this.metrics.write(out)
    out.gauge(
      'assay_up',
      `Whether a store answers the api within ${DEADLINE_MS} ms.`,
      ups.map(([labels, up]) => [labels, up ? 1 : 0]),
    )
    writeNetworks(out, networks ?? [])
    if (waiting) writeWaiting(out, waiting, this.services.profiles.all())
    if (unclaimed) writeUnclaimed(out, unclaimed)
    if (dispatch) writeDispatch(out, dispatch)
    writeLogLag(out, atBroker ?? dispatch?.logLag ?? [])
    writeConnections(out, this.services)
    send(response, 200, 'text/plain; version=0.0.4; charset=utf-8', out.text())
  }

  /** Profiles and settings may name more of them later. */
  private stores(): (readonly [Labels, Probe<boolean>])[] {
    const { env, pool, chainHeads, profiles } = this.services
    const { postgres: _, ...others } = storeChecks(env)
    return [
      // by a query: a Postgres that takes connections and answers nothing is not up
      [{ store: 'postgres' }, this.up('postgres', () => withSnapshot(pool, (snapshot) => snapshot.rows('select 1')))],
      ...Object.entries(others).map(
        ([store, check]) => [{ store }, this.up(store, async () => (await check()).ok || null)] as const,
      ),
      ...profiles.all().map((profile) => {
        const probe = this.up(`node ${profile.name}`, async () => (await chainHeads.ask(profile))?.isFresh || null)
        return [{ store: 'node', network: profile.name }, probe] as const
      }),
    ]
  }

  /** @param ask fails, or answers null, when the store is not up */
  private up(name: string, ask: () => Promise<unknown>): Probe<boolean> {
    let probe = this.ups.get(name)
    if (!probe) {
      probe = new Probe(async () => (await ask()) !== null)
      this.ups.set(name, probe)
    }
    return probe
  }
}

/** Lag of the dispatcher's groups, by the broker. */
function brokerLag({ jobLog }: Services): Promise<LogLag[]> {
  return Promise.all(
    dispatchTopics.map(async (topic) => {
      const group = dispatchGroup(topic)
      return { group, topic, records: await jobLog().lag(group, topic) }
    }),
  )
}
