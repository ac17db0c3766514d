import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LEASE_MS } from '../../../src/dispatch/leases/timing'
import type { FollowOptions, JobLog, NewRecord } from '../../../src/dispatch/log/joblog'
import { writeMessage } from '../../../src/dispatch/message'
import { topics } from '../../../src/dispatch/topics'
import { Worker } from '../../../src/dispatch/worker/worker'

const NODE = `0x${'1'.repeat(40)}`
const JOB = `0x${'a'.repeat(64)}`

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A worker, and the log it is told of its work by. `refuses`: topics that take nothing. */
async function working() {
  const refuses = new Set<string>()
  const sent: string[] = []
  let tell: FollowOptions['handle'] = async () => undefined
  const log = {
    ensureTopics: async () => undefined,
    follow: async ({ handle }: FollowOptions) => {
      sent.push('follows')
      tell = handle
      return { close: async () => undefined }
    },
    append: async (topic: string, records: readonly NewRecord[]) => {
      if (refuses.has(topic)) throw new Error('no broker answers')
      sent.push(...records.map(() => topic))
    },
  } as unknown as JobLog
  const sign = async <T>(_: unknown, report: T) => report as never
  const worker = new Worker({ log, sign, network: 'testnet', nodes: [NODE], gpusPerNode: 1, pace: 100 })
  await worker.start()
  await vi.advanceTimersByTimeAsync(1)
  const assign = async (at: Date) => {
    const data = {
      ...{ jobId: JOB, network: 'testnet', attempt: 1, token: '7', node: NODE, gpu: 'gpu-0', seed: 'seed' },
      maxComputeUnits: '1000000',
      // of a clock that began with the lease, long before anybody could be told of it
      expiresAt: new Date(Date.now() - 60_000).toISOString(),
    }
    const record = writeMessage('assay.job.assigned.v1', JOB, data, { source: 'test' })
    await tell([{ ...record, topic: topics.assigned, partition: 0, offset: 0n, at }])
  }
  return { worker, sent, refuses, assign }
}

// docs/invariants.md#J10
it('is heard only once it hears', async () => {
  const { worker, sent } = await working()
  expect(sent.slice(0, 2)).toEqual(['follows', topics.heartbeat])
  await worker.stop()
})

it('computes for as long as its reports reach the log, and stops before its lease can end', async () => {
  const { worker, sent, refuses, assign } = await working()
  await assign(new Date())
  await vi.advanceTimersByTimeAsync(2 * LEASE_MS)
  expect(worker.jobs).toBe(1)
  refuses.add(topics.progress)
  await vi.advanceTimersByTimeAsync(0.7 * LEASE_MS)
  expect(worker.jobs).toBe(1)
  await vi.advanceTimersByTimeAsync(0.1 * LEASE_MS)
  expect(worker.jobs).toBe(0)
  // it says nothing: a failure that came in time would cost the job an attempt
  expect(sent).not.toContain(topics.completed)
  await worker.stop()
})

it('takes no job whose lease began too long ago', async () => {
  const { worker, sent, assign } = await working()
  await assign(new Date(Date.now() - 0.8 * LEASE_MS))
  expect(worker.jobs).toBe(0)
  expect(sent).not.toContain(topics.progress)
  await worker.stop()
})
