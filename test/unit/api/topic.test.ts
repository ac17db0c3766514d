import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { MAX_SUBSCRIPTIONS, MAX_SUBSCRIPTIONS_PER_CLIENT } from '../../../src/api/limits'
import { SubscriptionLimiter } from '../../../src/api/live/subscriptionLimiter'
import { type Published, type Reading, Topic } from '../../../src/api/live/topic'

class Connection extends EventEmitter {
  closed = false
  end(): void {
    this.closed = true
    this.emit('close')
  }
}

const by = (client = '192.0.2.1', connection = new Connection()) => ({ client, connection })
const state = (value: string): Published<string>[] => [{ key: '', value }]

/** A topic whose readings are answered by hand. */
function topicByHand(keepsState: boolean, limiter = new SubscriptionLimiter()) {
  const readings: { answer(values: Published<string>[]): void; fail(error: Error): void }[] = []
  let begun = 0
  const errors: unknown[] = []
  const begin = (): Reading<string> => {
    begun++
    return () =>
      new Promise((resolve, reject) => {
        readings.push({ answer: resolve, fail: reject })
      })
  }
  const topic = new Topic<string>(limiter, 1, { begin, keepsState }, (error) => errors.push(error))
  /** the nth reading, from 1, once it has begun */
  const reading = async (n: number) => {
    await expect.poll(() => readings.length, { interval: 1 }).toBeGreaterThanOrEqual(n)
    return readings[n - 1]!
  }
  return { topic, reading, readings, errors, begun: () => begun }
}

describe('a topic of states', () => {
  it('gives all its readers their first value from one reading, and later ones what was published last', async () => {
    const { topic, reading, readings } = topicByHand(true)
    const early = Array.from({ length: 1_000 }, (_, n) => topic.subscribe(by(`client ${n}`)))
    ;(await reading(1)).answer(state('first'))
    const firsts = await Promise.all(early.map(async (each) => (await (await each).next()).value))
    expect(new Set(firsts)).toEqual(new Set(['first']))
    await reading(2)
    const late = await topic.subscribe(by())
    expect((await late.next()).value).toBe('first')
    expect(readings).toHaveLength(2)
    topic.close()
  })

  it('forgets its state with its last reader, and reads anew for the next', async () => {
    const { topic, reading, begun } = topicByHand(true)
    const one = topic.subscribe(by())
    ;(await reading(1)).answer(state('old'))
    await (await one).return?.()
    const two = topic.subscribe(by())
    ;(await reading(2)).answer(state('new'))
    expect((await (await two).next()).value).toBe('new')
    expect(begun()).toBe(2)
    topic.close()
  })

  it('tells a reader who came first why it cannot begin, and goes on for those who read', async () => {
    const { topic, reading, errors } = topicByHand(true)
    const one = topic.subscribe(by())
    ;(await reading(1)).fail(new Error('away'))
    await expect(one).rejects.toThrow('away')
    const two = topic.subscribe(by())
    ;(await reading(2)).answer(state('a'))
    const values = await two
    expect((await values.next()).value).toBe('a')
    ;(await reading(3)).fail(new Error('away again'))
    ;(await reading(4)).answer(state('b'))
    expect((await values.next()).value).toBe('b')
    expect(errors).toHaveLength(2)
    topic.close()
  })

  it('reads only while there are readers', async () => {
    const { topic, reading, readings } = topicByHand(true)
    const one = topic.subscribe(by())
    ;(await reading(1)).answer(state('a'))
    await (await one).return?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(readings).toHaveLength(1)
  })
})

describe('a topic of changes', () => {
  it('tells a reader nothing that happened before it came, though others are told', async () => {
    const { topic, reading } = topicByHand(false)
    const one = topic.subscribe(by())
    ;(await reading(1)).answer([])
    const first = await one
    const under = await reading(2)
    const two = topic.subscribe(by())
    under.answer(state('before the second reader came, read before it came'))
    ;(await reading(3)).answer(state('before the second reader came, read after'))
    const second = await two
    ;(await reading(4)).answer(state('after'))
    expect((await second.next()).value).toBe('after')
    expect((await first.next()).value).toBe('after')
    topic.close()
  })

  it('begins anew when it has had no readers', async () => {
    const { topic, reading, begun } = topicByHand(false)
    const one = topic.subscribe(by())
    ;(await reading(1)).answer([])
    await (await one).return?.()
    const two = topic.subscribe(by())
    ;(await reading(2)).answer([])
    await two
    expect(begun()).toBe(2)
    topic.close()
  })
})

describe('open subscriptions', () => {
  const here = async () => state('now')
  const open = (limiter: SubscriptionLimiter) =>
    new Topic<string>(limiter, 60_000, { begin: () => here, keepsState: true }, () => undefined)

  it('are bounded over all, and free again when readers leave', async () => {
    const limiter = new SubscriptionLimiter()
    const topic = open(limiter)
    const readers = await Promise.all(
      Array.from({ length: MAX_SUBSCRIPTIONS }, (_, n) => topic.subscribe(by(`client ${n}`))),
    )
    await expect(topic.subscribe(by())).rejects.toMatchObject({ code: 'E-TOO-MANY-SUBSCRIPTIONS' })
    await readers[0]?.return?.()
    await topic.subscribe(by())
    expect(limiter.open).toBe(MAX_SUBSCRIPTIONS)
    topic.close()
    expect(limiter.open).toBe(0)
  })

  it('are bounded for each client, so that one cannot take them all', async () => {
    const topic = open(new SubscriptionLimiter())
    const own = await Promise.all(Array.from({ length: MAX_SUBSCRIPTIONS_PER_CLIENT }, () => topic.subscribe(by())))
    await expect(topic.subscribe(by())).rejects.toMatchObject({ code: 'E-TOO-MANY-SUBSCRIPTIONS' })
    await topic.subscribe(by('192.0.2.2'))
    await own[0]?.return?.()
    await topic.subscribe(by())
    topic.close()
  })

  it('are free again when the connection ends, also while the subscription begins', async () => {
    const limiter = new SubscriptionLimiter()
    const { topic, reading } = topicByHand(true, limiter)
    const [gone, stays] = [new Connection(), new Connection()]
    const one = topic.subscribe(by('a', gone))
    const two = topic.subscribe(by('b', stays))
    gone.end()
    ;(await reading(1)).answer(state('a'))
    await Promise.all([one, two])
    expect(limiter.open).toBe(1)
    stays.end()
    expect(limiter.open).toBe(0)
  })
})
