import { describe, expect, it } from 'vitest'
import { MAX_PENDING_VALUES, Mailbox } from '../../../src/api/live/mailbox'

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
