import { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { jobLog } from '../../../src/audit/checks/jobLog'
import { uptime } from '../../../src/audit/checks/uptime'
import { parseProfile } from '../../../src/config/profile'
import { SIGNED_WITHIN_MS } from '../../../src/dispatch/reports/refuse'
import type { ReportType, Unsigned } from '../../../src/dispatch/reports/report'
import { signReport } from '../../../src/dispatch/reports/sign'
import { networkOf } from '../../../src/indexer/network'
import { planted } from '../../support/planted'
import { answerOf } from '../audit/answerOf'
import { fixtureProfile, hashOf } from '../rewards/support/economy'
import { domain, gpusList, keyOf, network, type World } from './world'
import { oneWorld } from './worlds'

const BEAT = 'assay.node.heartbeat.v1'
const DONE = 'assay.job.completed.v1'
const resultDigest = `0x${'1'.repeat(64)}`

describe('a report by somebody else (J11)', () => {
  let world: World
  let victim: string
  oneWorld((opened) => {
    world = opened
  })
  beforeAll(async () => {
    await world.dispatcher()
    victim = await world.node('victim')
    await world.node('thief')
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

  it('is no evidence to the audit, and a true one that was put aside is named', async () => {
    await world.pool.query('create table distribution (id text, network text, period_start int, period_end int)')
    await world.pool.query('create table report_evidence (distribution_id text, body text)')
    // as if the refused ones were from some minutes ago: what is so young is under way yet
    await world.pool.query(`update job_log l set at = l.at - interval '5 minutes' from dead_letter d
      where d.topic = 'nodes.heartbeat.v1' and (l.topic, l.partition, l."offset") = (d.topic, d.partition, d."offset")`)
    const [db, forger] = [new Client({ connectionString: world.url }), new Client({ connectionString: world.url })]
    await Promise.all([db.connect(), forger.connect()])
    const contracts = {
      bill: { address: network.bill, kind: 'dgrid-bill' as const },
      nodes: { address: network.registry!, kind: 'dgrid-nodes' as const },
    }
    const profile = fixtureProfile({ over: { name: network.name, contracts, programs: [] } })
    const context = {
      db,
      node: { ask: () => Promise.reject(new Error('no node is asked')) },
      network: networkOf(parseProfile(profile, 'fixture', {})),
      block: { number: 1_000_000, hash: hashOf(1) },
      env: { JOB_LOG: 'postgres' },
    }
    try {
      const answers = [await answerOf(uptime, context), await answerOf(jobLog, context)]
      expect(answers.map(({ evidence, ...rest }) => rest.ok || evidence)).toEqual([true, true])
      // the true one, put aside as if it had not been signed
      const lie = `insert into dead_letter select 'dispatch.' || topic, topic, partition, "offset", key, headers, value, 1, 'E-REPORT-UNSIGNED: x', now()
        from job_log where topic = 'jobs.completed.v1' order by "offset" desc limit 1`
      const found = await planted(forger, 'dead_letter', lie, () => answerOf(jobLog, context))
      expect(Object.values(found.evidence).join()).toContain(
        'can be read, and was given up at its first attempt for E-',
      )
    } finally {
      await Promise.all([db.end(), forger.end()])
    }
  })
})
