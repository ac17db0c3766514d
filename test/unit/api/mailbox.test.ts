import { describe, expect, it } from 'vitest'
import { MAX_SUBSCRIPTIONS } from '../../../src/api/limits'
import { MAX_PENDING_VALUES, Mailbox } from '../../../src/api/live/mailbox'
import { Seats } from '../../../src/api/live/seats'
import { Topic } from '../../../src/api/live/topic'

describe('Mailbox', () => {
  it('keeps the newest value of each key for a reader that stalls', async () => {
    const mailbox = new Mailbox<string>(() => undefined)
    for (const [key, value] of [
      ['a', 'a1'],
      ['b', 'b1'],
      ['a', 'a2'],
    ] as const)
      mailbox.put(key, value)
    expect([(await mailbox.next()).value, (await mailbox.next()).value]).toEqual(['b1', 'a2'])
  })

  it('holds a bounded number of values, whatever is put', async () => {
    const mailbox = new Mailbox<number>(() => undefined)
    for (let i = 0; i < MAX_PENDING_VALUES + 10; i++) mailbox.put(String(i), i)
    expect((await mailbox.next()).value).toBe(10)
  })

  it('wakes a waiting reader, and ends it when it is closed', async () => {
    let left = 0
    const mailbox = new Mailbox<number>(() => left++)
    const first = mailbox.next()
    mailbox.put('', 1)
    expect(await first).toEqual({ value: 1, done: false })
    const second = mailbox.next()
    await mailbox.return()
    await mailbox.return()
    expect([await second, await mailbox.next(), left]).toEqual([
      { value: undefined, done: true },
      { value: undefined, done: true },
      1,
    ])
  })
})

describe('Topic', () => {
  it('reads once for all its readers, and only while there are any', async () => {
    let readings = 0
    const topic = new Topic<number>(
      new Seats(),
      1,
      async () => [{ key: '', value: ++readings }],
      () => undefined,
    )
    const [one, two] = [topic.subscribe(), topic.subscribe([{ key: '', value: 0 }])]
    expect((await two.next()).value).toBe(0)
    expect((await one.next()).value).toBe(1)
    expect((await two.next()).value).toBeGreaterThanOrEqual(1)
    await one.return?.()
    await two.return?.()
    const stopped = readings
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(readings).toBeLessThanOrEqual(stopped + 1)
  })

  it('goes on after a reading that failed', async () => {
    const errors: unknown[] = []
    let readings = 0
    const topic = new Topic<string>(
      new Seats(),
      1,
      async () => {
        if (++readings === 1) throw new Error('away')
        return [{ key: '', value: 'back' }]
      },
      (error) => errors.push(error),
    )
    expect((await topic.subscribe().next()).value).toBe('back')
    topic.close()
    expect(errors).toHaveLength(1)
  })

  it('has a bounded number of seats, which are free again when readers leave', async () => {
    const seats = new Seats()
    const topic = new Topic<number>(
      seats,
      60_000,
      async () => [],
      () => undefined,
    )
    const readers = Array.from({ length: MAX_SUBSCRIPTIONS }, () => topic.subscribe())
    expect(() => topic.subscribe()).toThrow('subscriptions open')
    await readers[0]?.return?.()
    topic.subscribe()
    expect(seats.open).toBe(MAX_SUBSCRIPTIONS)
    topic.close()
    expect(seats.open).toBe(0)
  })
})
