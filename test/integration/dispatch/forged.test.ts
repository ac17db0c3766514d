import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SIGNED_WITHIN_MS } from '../../../src/dispatch/reports/refuse'
import type { ReportType, Unsigned } from '../../../src/dispatch/reports/report'
import { signReport } from '../../../src/dispatch/reports/sign'
import type { TestPostgres } from '../../support/postgres'
import { testServer } from './database'
import { domain, gpusList, keyOf, network, World } from './world'

const BEAT = 'assay.node.heartbeat.v1'
const DONE = 'assay.job.completed.v1'
const resultDigest = `0x${'1'.repeat(64)}`

describe('a report by somebody else (J11)', () => {
  let server: TestPostgres
  let world: World
  let victim: string
  beforeAll(async () => {
    server = await testServer()
    world = await World.open(server)
    await world.dispatcher()
    victim = await world.node('victim')
    await world.node('thief')
  })
  afterAll(async () => {
    await world?.close()
    await server?.stop()
  })

  /** Signs with the key of another node's operator. */
  const stolen = <T extends ReportType>(type: T, data: Unsigned<T>) => signReport(keyOf('thief'), domain, type, data)
  const handled = () => world.until('all is handled', async () => (await world.dispatchers[0]!.lag()) === 0n)
  const rows = async (sql: string) => (await world.pool.query(sql)).rows
  const refused = async (topic: string) =>
    (await rows(`select split_part(error, ':', 1) as code from dead_letter where topic = '${topic}' order by 1`)).map(
      ({ code }) => code,
    )
  const present = () => rows('select distinct node from gpu union select node from node_uptime order by node')

  it('makes nobody present: not registered, not signed, signed by another, for another chain, or again', async () => {
    const beat = { network: network.name, node: victim, gpus: gpusList(1) }
    const nobody = { ...beat, node: keyOf('nobody').address.toLowerCase() }
    const old = Date.now() - 2 * SIGNED_WITHIN_MS
    await world.append(BEAT, await signReport(keyOf('nobody'), domain, BEAT, nobody))
    await world.append(BEAT, beat)
    await world.append(BEAT, await stolen(BEAT, beat))
    await world.append(BEAT, await signReport(keyOf('victim'), { ...domain, chainId: 2 }, BEAT, beat))
    await world.append(BEAT, await signReport(keyOf('victim'), domain, BEAT, beat, old))
    await world.append(BEAT, await signReport(keyOf('victim'), domain, BEAT, { ...beat, network: 'elsewhere' }))
    await handled()
    expect(await present()).toEqual([])
    expect(await refused('nodes.heartbeat.v1')).toEqual([
      'E-REPORT-NETWORK',
      'E-REPORT-NODE',
      'E-REPORT-SIGNER',
      'E-REPORT-SIGNER',
      'E-REPORT-TIME',
      'E-REPORT-UNSIGNED',
    ])
  })

  it('ends no lease, renews none and is in no inbox, and the true one is billed', async () => {
    await world.heartbeat(victim)
    const id = await world.submit()
    await world.untilState(id, 'leased')
    const before = await rows('select token, expires_at, released_at from lease')
    const lease = { jobId: id, token: `${before[0].token}`, node: victim }
    const forged = { ...lease, computeUnits: '1500000', resultDigest }
    await world.append(DONE, forged)
    await world.append(DONE, await stolen(DONE, forged))
    await world.report(DONE, { ...forged, resultDigest: `0x${'0'.repeat(64)}` })
    await world.append('assay.job.failed.v1', await stolen('assay.job.failed.v1', { ...lease, reason: 'mine' }))
    await world.append('assay.job.progress.v1', await stolen('assay.job.progress.v1', { ...lease, percent: 1 }))
    await handled()
    expect(await rows('select token, expires_at, released_at from lease')).toEqual(before)
    expect(await world.job(id)).toMatchObject({ state: 'leased', computeUnits: null })
    expect(await rows(`select from inbox where topic = 'jobs.completed.v1'`)).toEqual([])
    expect(await refused('jobs.progress.v1')).toEqual(['E-REPORT-SIGNER'])
    expect((await refused('jobs.completed.v1')).filter((code) => code.startsWith('E-'))).toEqual([
      'E-REPORT-SIGNER',
      'E-REPORT-SIGNER',
      'E-REPORT-UNSIGNED',
    ])
    await world.report(DONE, { ...forged, computeUnits: '1000000' })
    await world.untilState(id, 'settled')
    expect(await world.job(id)).toMatchObject({ computeUnits: '1000000' })
  })

  it('a node may sign by its own key, and the log read again says the same', async () => {
    const node = await world.register(keyOf('own').address.toLowerCase(), keyOf('its operator'))
    world.keys.set(node, keyOf('own'))
    await world.heartbeat(node)
    await handled()
    const facts = async () => [
      await present(),
      await rows('select topic, "offset", error from dead_letter order by 1, 2, 3'),
    ]
    const before = await facts()
    expect(before[0]).toEqual([{ node }, { node: victim }].sort((a, b) => a.node.localeCompare(b.node)))
    await world.replay()
    await handled()
    expect(await facts()).toEqual(before)
  })
})
