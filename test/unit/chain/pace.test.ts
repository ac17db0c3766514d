import { describe, expect, it } from 'vitest'
import { CallRefusal, isRate, Pace } from '../../../src/chain/pace'

const call = (n: number) => ({ method: `m${n}`, params: [] })
const calls = (count: number) => Array.from({ length: count }, (_, i) => call(i))
const httpError = (status: number, body: string, headers?: Headers) =>
  Object.assign(new Error('Got it'), { response: { status, body, headers } })
const numberOf = ({ method }: { method: string }) => Number(method.slice(1))

/** A pace on a clock that moves while it waits. */
function paced() {
  let clock = 1_000
  const told: (string | undefined)[] = []
  const waits: number[] = []
  const pause = async (ms: number) => {
    waits.push(ms)
    clock += ms
  }
  return {
    pace: new Pace(
      (text) => told.push(text),
      undefined,
      pause,
      () => clock,
    ),
    told,
    waits,
    pass: (ms: number) => {
      clock += ms
    },
  }
}

describe('the pace', () => {
  it('of an endpoint that refuses nothing has no limit and no wait', async () => {
    const { pace, told, waits } = paced()
    let most = 0
    let running = 0
    const send = async (some: readonly { method: string }[]) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return some.map(numberOf)
    }
    const all = await Promise.all(Array.from({ length: 50 }, () => pace.answers(calls(3), send)))
    expect(all.every((each) => each.join() === '0,1,2')).toBe(true)
    expect([most, told, waits]).toEqual([50, [], []])
  })

  it('sends again what was refused, and only that', async () => {
    const { pace } = paced()
    const sizes: number[] = []
    const answers = await pace.answers(calls(8), async (some) => {
      sizes.push(some.length)
      return some.map((each, i) =>
        i % 2 ? new CallRefusal({ code: 429, message: 'compute units per second' }) : numberOf(each),
      )
    })
    expect(answers).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(sizes).toEqual([8, 4, 2, 1])
  })

  it('halves what is in flight with each round, and takes it back with answers', async () => {
    const { pace, told, pass } = paced()
    let running = 0
    let refusing = true
    const most: number[] = []
    const send = async (some: readonly { method: string }[]) => {
      running += 1
      most.push(running)
      pass(1)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      if (refusing && most.at(-1)! > 2) throw httpError(429, 'too many concurrent requests')
      return some.map(numberOf)
    }
    await Promise.all(Array.from({ length: 40 }, () => pace.answers(calls(1), send)))
    expect(Math.max(...most.slice(-20))).toBeLessThanOrEqual(4)
    refusing = false
    for (let i = 0; i < 200; i++) {
      pass(500)
      await pace.answers(calls(1), send)
    }
    expect(told.at(-1)).toBeUndefined()
    most.length = 0
    await Promise.all(Array.from({ length: 40 }, () => pace.answers(calls(1), send)))
    expect(Math.max(...most)).toBe(40)
  })

  it('makes requests smaller where none of their size is taken', async () => {
    const { pace } = paced()
    const sizes: number[] = []
    const send = async (some: readonly { method: string }[]) => {
      sizes.push(some.length)
      if (some.length > 12) throw httpError(429, 'credits per second')
      return some.map(numberOf)
    }
    expect(await pace.answers(calls(100), send)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    sizes.length = 0
    await pace.answers(calls(24), send)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(12)
    sizes.length = 0
    await pace.answers(calls(400), send)
    expect(sizes.filter((size) => size > 12).length).toBeLessThan(5)
  })

  it('waits as long as it is asked to, a minute at most, and says so at once', async () => {
    for (const [asked, waited] of [
      ['2', 2_000],
      ['3600', 60_000],
    ] as const) {
      const { pace, told, waits } = paced()
      let refusals = 0
      const headers = new Headers({ 'retry-after': asked })
      await pace.answers(calls(1), async () => {
        if (refusals++ === 0) throw httpError(429, '', headers)
        return [1]
      })
      expect(waits).toEqual([waited])
      expect(told[0]).toMatch(/^limits the rate \(HTTP 429: .*\): asked one request at a time, the next in \d+ s$/)
    }
  })

  it('gives a call back that is refused for good', async () => {
    const { pace, told, waits } = paced()
    const refused = pace.answers(calls(2), async () => {
      throw httpError(402, 'Payment Required')
    })
    await expect(refused).rejects.toMatchObject({ response: { status: 402 } })
    expect(told[0]).toMatch(/HTTP 402: Payment Required\): asked one request at a time$/)
    expect(waits.length).toBeLessThan(30)
  })

  it.each([
    [httpError(429, ''), 'eth_call', {}, true],
    [httpError(503, 'rate limit exceeded'), 'eth_getLogs', { fromBlock: '0x1', toBlock: '0x9' }, true],
    [httpError(429, 'at most 10 blocks'), 'eth_getLogs', { fromBlock: '0x1', toBlock: '0x9' }, false],
    [Object.assign(new Error('limit exceeded'), { code: -32005 }), 'eth_getBlockByNumber', '0x1', true],
    [Object.assign(new Error('limit exceeded'), { code: -32005 }), 'eth_getLogs', { blockHash: '0x1' }, true],
    [Object.assign(new Error('limit exceeded'), { code: -32005 }), 'eth_getLogs', { fromBlock: '0x1' }, false],
    [Object.assign(new Error('execution reverted'), { code: 3 }), 'eth_call', {}, false],
    [httpError(502, 'Bad gateway'), 'eth_call', {}, false],
  ])('is what %o of %s %o is about: %s', (error, method, param, rate) =>
    expect(isRate(error, [{ method, params: [param] }])).toBe(rate),
  )
})
