import { describe, expect, it } from 'vitest'
import { Admission } from '../../../src/api/admission'
import { SingleFlight } from '../../../src/api/singleFlight'
import { AssayError } from '../../../src/errors'

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('Admission', () => {
  it('lets in as many as may run, the others in the order they came, and refuses who would wait too long', async () => {
    const admission = new Admission({ running: 2, waiting: 2, waitMs: 60_000 })
    const entered: number[] = []
    const enter = async (n: number) => {
      const leave = await admission.enter()
      entered.push(n)
      return leave
    }
    const [first, second, third, fourth] = [enter(1), enter(2), enter(3), enter(4)]
    await expect(enter(5)).rejects.toMatchObject({ code: 'E-BUSY', retryable: true })
    await settled()
    expect(entered).toEqual([1, 2])

    const leave = await first
    leave()
    leave()
    await settled()
    expect(entered).toEqual([1, 2, 3])
    for (const each of [second, third]) (await each)()
    ;(await fourth)()
    expect(entered).toEqual([1, 2, 3, 4])
    const both = await Promise.all([enter(6), enter(7)])
    for (const each of both) each()
  })

  it('refuses who has waited its time, and passes its place on', async () => {
    const admission = new Admission({ running: 1, waiting: 2, waitMs: 1 })
    const leave = await admission.enter()
    await expect(admission.enter()).rejects.toMatchObject({ code: 'E-BUSY' })
    leave()
    const next = await admission.enter()
    next()
  })
})

describe('SingleFlight', () => {
  const flights = () => new SingleFlight<number>(new Admission({ running: 1, waiting: 10, waitMs: 60_000 }))

  it('computes a version once for all who ask, while it runs and after, and the next one anew', async () => {
    const flight = flights()
    let computed = 0
    const compute = async () => {
      await settled()
      computed += 1
      return computed
    }
    expect(await Promise.all(Array.from({ length: 20 }, () => flight.get('pool', 'head 1', compute)))).toEqual(
      Array.from({ length: 20 }, () => 1),
    )
    expect(await flight.get('pool', 'head 1', compute)).toBe(1)
    expect(await flight.get('pool', 'head 2', compute)).toBe(2)
    expect(await flight.get('other pool', 'head 2', compute)).toBe(3)
  })

  it('keeps no failure: who waited for one that was broken off computes it itself, once', async () => {
    const flight = flights()
    let computed = 0
    const broken = flight.get('pool', 'head', async () => {
      await settled()
      throw new Error('the operation ended')
    })
    const waiting = Array.from({ length: 5 }, () =>
      flight.get('pool', 'head', async () => {
        computed += 1
        return 7
      }),
    )
    await expect(broken).rejects.toThrow('the operation ended')
    expect(await Promise.all(waiting)).toEqual([7, 7, 7, 7, 7])
    expect(computed).toBe(1)
  })

  it('gives a refusal to all who wait for it, and to nobody after', async () => {
    const flight = flights()
    let computed = 0
    const refuse = async () => {
      computed += 1
      await settled()
      throw new AssayError('E-POOL-TOO-LONG', 'too long')
    }
    const answers = await Promise.allSettled([1, 2, 3].map(() => flight.get('pool', 'head', refuse)))
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(computed).toBe(1)
    expect(await flight.get('pool', 'head', async () => 9)).toBe(9)
  })
})
