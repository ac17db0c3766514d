import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type JobLog, type JobRecord, MAX_RECORD_BYTES, type SubscribeOptions } from '../../src/dispatch/log/joblog'

export interface JobLogUnderTest {
  readonly kind: 'kafka' | 'postgres'
  /** where a child process finds the same log */
  address(): string
  open(): JobLog
  /** why there is no such log on this machine, if so: then nothing of this can be tried here */
  absence?(): string | undefined
}

/** Built code for the child processes; a checkout that is being built by somebody else may point elsewhere. */
const lib = path.resolve(process.env.ASSAY_TEST_LIB ?? path.join(__dirname, '../../lib'))
const PARTITIONS = 4
const KEYS = Array.from({ length: 12 }, (_, index) => `key-${index}`)

/** What every adapter of the job log must do. The timings are limits of patience; nothing is asserted about speed. */
export function jobLogContract(name: string, under: JobLogUnderTest): void {
  describe(`job log on ${name}`, () => {
    let log: JobLog
    let serial = 0
    const children: ChildProcess[] = []

    beforeAll(() => {
      if (under.absence?.() === undefined) log = under.open()
    })
    beforeEach((test) => {
      const absence = under.absence?.()
      if (absence !== undefined) test.skip(absence)
    })
    afterAll(async () => {
      for (const child of children) child.kill('SIGKILL')
      await log?.close()
    })

    async function freshTopic(partitions = PARTITIONS): Promise<string> {
      const topic = `contract.${process.pid}.${++serial}`
      await log.ensureTopics([{ topic, partitions }])
      return topic
    }
    const numbered = (count: number, from = 0) =>
      Array.from({ length: count }, (_, index) => ({
        key: KEYS[(from + index) % KEYS.length]!,
        headers: { ce_id: `${from + index}` },
        value: Buffer.from(`${from + index}`),
      }))
    /** Subscribes and keeps what comes. */
    async function collect(options: Omit<SubscribeOptions, 'handle'>) {
      const seen: JobRecord[] = []
      const subscription = await log.subscribe({
        ...options,
        handle: async (batch) => {
          seen.push(...batch)
        },
      })
      return { seen, subscription }
    }
    function child(group: string, topic: string): { lines: string[]; process: ChildProcess } {
      const script = path.join(__dirname, 'joblogChild.cjs')
      const started = spawn(process.execPath, [script, lib, under.kind, under.address(), group, topic], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      children.push(started)
      const lines: string[] = []
      let rest = ''
      started.stdout.on('data', (chunk: Buffer) => {
        const parts = (rest + chunk.toString()).split('\n')
        rest = parts.pop()!
        lines.push(...parts)
      })
      return { lines, process: started }
    }
    const offsetsOf = (records: readonly JobRecord[]) => records.map((each) => `${each.partition}@${each.offset}`)

    it('keeps the order of a key, its headers and bytes, and numbers each partition from 0 without gaps', async () => {
      const topic = await freshTopic()
      await log.append(topic, numbered(60))
      await Promise.all([log.append(topic, numbered(60, 60)), log.append(topic, numbered(60, 120))])
      const { seen, subscription } = await collect({ group: 'order', topics: [topic], maxBatch: 7 })
      await until(() => seen.length >= 180)
      await subscription.close()
      expect(seen.map((each) => each.headers.ce_id).sort()).toEqual(
        numbered(180)
          .map((each) => each.headers.ce_id)
          .sort(),
      )
      for (const record of seen) expect(record.value.toString()).toBe(record.headers.ce_id)
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const offsets = seen.filter((each) => each.partition === partition).map((each) => each.offset)
        expect(offsets).toEqual(offsets.map((_, index) => BigInt(index)))
      }
      for (const key of KEYS) {
        const first = seen.filter((each) => each.key === key && Number(each.headers.ce_id) < 60)
        expect(first.map((each) => Number(each.headers.ce_id))).toEqual(
          first.map((each) => Number(each.headers.ce_id)).sort((a, b) => a - b),
        )
        expect(new Set(seen.filter((each) => each.key === key).map((each) => each.partition)).size).toBe(1)
      }
    })

    it('commits what was handled: a later member of the group starts behind it', async () => {
      const topic = await freshTopic()
      await log.append(topic, numbered(24))
      const first = await collect({ group: 'commit', topics: [topic] })
      await until(() => first.seen.length >= 24)
      await first.subscription.close()
      await log.append(topic, numbered(6, 24))
      const second = await collect({ group: 'commit', topics: [topic] })
      await until(() => second.seen.length >= 6)
      await settled(second.seen)
      expect(await second.subscription.lag()).toBe(0n)
      await second.subscription.close()
      expect(second.seen.map((each) => each.headers.ce_id).sort()).toEqual(['24', '25', '26', '27', '28', '29'])
    })

    it('replays from 0 for a new group', async () => {
      const topic = await freshTopic()
      await log.append(topic, numbered(24))
      const groups = await Promise.all(
        ['replay-a', 'replay-b'].map((group) => collect({ group, topics: [topic], maxBatch: 5 })),
      )
      // a record may come twice: what is waited for is each of them, not as many of them
      const told = (each: { seen: JobRecord[] }) =>
        [...new Set(each.seen.map((record) => record.headers.ce_id!))].sort()
      await until(() => groups.every((each) => told(each).length >= 24))
      await Promise.all(groups.map((each) => each.subscription.close()))
      const all = numbered(24).map((each) => each.headers.ce_id!)
      for (const each of groups) expect(told(each)).toEqual(all.toSorted())
    })

    it('tells each follower what is appended from then on, all of it, and again what its handler refused', async () => {
      const topic = await freshTopic()
      await log.append(topic, numbered(24))
      const seen: [JobRecord[], JobRecord[]] = [[], []]
      let refusals = 2
      const followers = await Promise.all(
        seen.map((each, at) =>
          log.follow({
            topic,
            maxBatch: 5,
            handle: async (batch) => {
              if (at === 0 && refusals-- > 0) throw new Error('not now')
              each.push(...batch)
            },
          }),
        ),
      )
      await log.append(topic, numbered(36, 24))
      await until(() => seen.every((each) => each.length >= 36))
      await Promise.all(followers.map((each) => each.close()))
      const later = numbered(36, 24).map((each) => each.headers.ce_id!)
      for (const each of seen) {
        const told = each.map((record) => record.headers.ce_id!)
        expect(told.toSorted()).toEqual(later)
        for (const key of KEYS) {
          const ofKey = each.filter((record) => record.key === key).map((record) => Number(record.headers.ce_id))
          expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b))
        }
      }
    })

    it('brings records again whose handler threw, and lets later ones of the partition wait', async () => {
      const topic = await freshTopic(1)
      await log.append(topic, numbered(5))
      const calls: string[] = []
      let refusals = 2
      const subscription = await log.subscribe({
        group: 'again',
        topics: [topic],
        maxBatch: 1,
        handle: async ([record]) => {
          calls.push(record!.headers.ce_id!)
          if (record!.headers.ce_id === '1' && refusals-- > 0) throw new Error('not now')
        },
      })
      await until(() => calls.includes('4'))
      await subscription.close()
      expect(calls).toEqual(['0', '1', '1', '1', '2', '3', '4'])
    })

    it('takes nothing while paused', async () => {
      const topic = await freshTopic()
      const { seen, subscription } = await collect({ group: 'pause', topics: [topic] })
      await log.append(topic, numbered(4))
      await until(() => seen.length >= 4)
      subscription.pause()
      await settled(seen)
      await log.append(topic, numbered(8, 4))
      await settled(seen)
      expect(seen.length).toBe(4)
      expect(await subscription.lag()).toBe(8n)
      // whoever is no member sees the same: the metrics of the api
      expect(await log.lag('pause', topic)).toBe(8n)
      expect(await log.lag('nobody', topic)).toBe(12n)
      subscription.resume()
      await until(() => seen.length >= 12)
      await until(async () => (await log.lag('pause', topic)) === 0n)
      await subscription.close()
    })

    it('two members share the partitions of a topic', async () => {
      const topic = await freshTopic()
      const a = await collect({ group: 'share', topics: [topic] })
      const b = await collect({ group: 'share', topics: [topic] })
      let sent = 0
      await until(async () => {
        await log.append(topic, numbered(12, sent))
        sent += 12
        return a.seen.length > 0 && b.seen.length > 0
      })
      await until(() => new Set([...a.seen, ...b.seen].map((each) => each.headers.ce_id)).size === sent)
      await Promise.all([a.subscription.close(), b.subscription.close()])
    })

    it('a killed member is replaced, and nothing it had not committed is lost', async () => {
      const topic = await freshTopic()
      await log.append(topic, numbered(600))
      const doomed = child('takeover', topic)
      await until(() => doomed.lines.filter((line) => line.includes('@')).length >= 40)
      doomed.process.kill('SIGKILL')
      await new Promise((resolve) => doomed.process.once('exit', resolve))
      const { seen, subscription } = await collect({ group: 'takeover', topics: [topic], maxBatch: 10 })
      const all = () =>
        new Set([
          ...doomed.lines.filter((line) => line.includes('@')).map((line) => line.split(' ')[0]!.split('/')[1]!),
          ...offsetsOf(seen),
        ])
      await until(() => all().size >= 600)
      await subscription.close()
      expect(all().size).toBe(600)
      // it had committed most of what it printed: the successor did not start at 0
      expect(seen.length).toBeLessThan(600)
    })

    it('a member that slept past its lease cannot commit over its successor', async () => {
      const topic = await freshTopic(1)
      await log.append(topic, numbered(300))
      const sleeper = child('sleeper', topic)
      await until(() => sleeper.lines.filter((line) => line.includes('@')).length >= 5)
      sleeper.process.kill('SIGSTOP')
      const { seen, subscription } = await collect({ group: 'sleeper', topics: [topic], maxBatch: 50 })
      await until(async () => seen.some((each) => each.offset === 299n) && (await subscription.lag()) === 0n)
      sleeper.process.kill('SIGCONT')
      await settled(sleeper.lines)
      expect(await subscription.lag()).toBe(0n)
      await subscription.close()
    })

    it('keeps what is young when it removes what is old', async () => {
      const topic = await freshTopic()
      await log.append(topic, numbered(24))
      await log.expire()
      const { seen, subscription } = await collect({ group: 'young', topics: [topic] })
      await until(() => seen.length >= 24)
      await subscription.close()
      expect(seen.length).toBe(24)
    })

    it('says from which offset each partition can be read', async () => {
      const topic = await freshTopic()
      const fromZero = new Map(Array.from({ length: PARTITIONS }, (_, partition) => [partition, 0n]))
      expect(new Map(await log.firstOffsets(topic))).toEqual(fromZero)
      await log.append(topic, numbered(24))
      expect(new Map(await log.firstOffsets(topic))).toEqual(fromZero)
    })

    it('refuses a record above 1 MB and a topic that is not there, and takes one just below', async () => {
      const topic = await freshTopic()
      const big = (bytes: number) => [{ key: 'big', headers: {}, value: Buffer.alloc(bytes, 7) }]
      await expect(log.append(topic, big(MAX_RECORD_BYTES + 1))).rejects.toMatchObject({ code: 'E-JOBLOG-RECORD-SIZE' })
      await expect(log.append(`${topic}.absent`, big(1))).rejects.toMatchObject({ code: 'E-JOBLOG-TOPIC' })
      await log.append(topic, big(MAX_RECORD_BYTES - 100))
      const { seen, subscription } = await collect({ group: 'big', topics: [topic] })
      await until(() => seen.length === 1)
      await subscription.close()
      expect(seen[0]!.value.length).toBe(MAX_RECORD_BYTES - 100)
    })
  })
}

/** Waits for a condition; the test's own time limit is the only one. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50))
}

/** Waits until a list has stopped growing for a second. */
async function settled(list: readonly unknown[]): Promise<void> {
  for (let length = -1; length !== list.length; await new Promise((resolve) => setTimeout(resolve, 1_000)))
    length = list.length
}
