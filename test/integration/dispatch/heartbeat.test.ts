import { describe, expect, it } from 'vitest'
import { heartbeatHandler } from '../../../src/dispatch/handlers/heartbeat'
import { type Message, readMessage, writeMessage } from '../../../src/dispatch/message'
import { readUptime } from '../../../src/dispatch/read'
import { transaction } from '../../../src/postgres/transaction'
import { network, type World } from './world'
import { oneWorld } from './worlds'

describe('heartbeats', () => {
  let world: World
  oneWorld((opened) => {
    world = opened
  })

  const node = `0x${'c'.repeat(40)}`
  const beat = (at: string, gpus = 1): Message<'assay.node.heartbeat.v1'> => {
    const list = Array.from({ length: gpus }, (_, index) => ({
      gpu: `gpu-${index}`,
      model: 'H100',
      memoryGb: 80,
      region: 'eu',
    }))
    const data = { network: network.name, node, gpus: list }
    const written = writeMessage('assay.node.heartbeat.v1', node, data, { source: 'test' })
    const record = { ...written, topic: 't', partition: 0, offset: 0n, at: new Date(at) }
    return readMessage(record, ['assay.node.heartbeat.v1'])
  }
  const hear = (...beats: Message<'assay.node.heartbeat.v1'>[]) =>
    transaction(world.pool, (db) => heartbeatHandler.handle(db, beats))

  it('count once per minute of the log, however often they are heard', async () => {
    const beats = [
      '2026-03-29T00:59:59Z',
      '2026-03-29T01:00:00Z',
      '2026-03-29T01:00:30Z',
      '2026-03-29T01:59:59.999Z',
    ].map((at) => beat(at))
    await hear(...beats)
    await hear(...beats.toReversed())
    const uptime = (from: string, to: string) => readUptime(world.pool, network.name, new Date(from), new Date(to))
    expect(await uptime('2026-03-29T00:00:00Z', '2026-03-29T02:00:00Z')).toEqual([{ node, heard: 3, of: 120 }])
    expect(await uptime('2026-03-29T01:00:00Z', '2026-03-29T01:59:00Z')).toEqual([{ node, heard: 1, of: 59 }])
    expect(await uptime('2026-03-29T02:00:00Z', '2026-03-29T03:00:00Z')).toEqual([])
  })

  it('that are replayed make nobody fresh, and a time in the future is the present', async () => {
    const seen = async () =>
      (
        await world.pool.query(
          `select gpu, seen_at <= clock_timestamp() as past, seen_at > now() - interval '1 minute' as fresh from gpu order by gpu`,
        )
      ).rows
    expect(await seen()).toEqual([{ gpu: 'gpu-0', past: true, fresh: false }])
    await hear(beat('2999-01-01T00:00:00Z', 2))
    await hear(beat('2026-03-29T01:00:00Z', 2))
    expect(await seen()).toEqual([
      { gpu: 'gpu-0', past: true, fresh: true },
      { gpu: 'gpu-1', past: true, fresh: true },
    ])
  })
})
