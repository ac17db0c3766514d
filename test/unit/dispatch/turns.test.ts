import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FreeGpu, fits } from '../../../src/dispatch/placement'
import { placeInTurn, type Queue, type QueuedJob, type Share } from '../../../src/dispatch/turns'

const gpus = (count: number, model = 'H100'): FreeGpu[] =>
  Array.from({ length: count }, (_, at) => ({
    node: `n${at % 7}`,
    gpu: `${model}-${at}`,
    model,
    memoryGb: 80,
    region: 'eu',
  }))

let ages = 0
/** A queue of alike jobs; ids begin with its requester. */
function queue(requester: string, count: number, more: { model?: string; more?: boolean } = {}): Queue {
  const jobs = Array.from({ length: count }, (): QueuedJob => {
    const age = ++ages
    return {
      id: `${requester}:${age}`,
      age,
      priority: 0,
      attempts: 0,
      model: more.model ?? null,
      memoryGb: 1,
      region: null,
      avoid: [],
    }
  })
  return { requester, jobs, more: more.more ?? false }
}
const shares =
  (known: Record<string, Share> = {}) =>
  (requester: string): Share =>
    known[requester] ?? { held: 0, weight: 1 }
const countOf = (placed: readonly { job: string }[], requester: string) =>
  placed.filter(({ job }) => job.startsWith(`${requester}:`)).length

describe('whose turn it is', () => {
  it('ten thousand older jobs of one do not delay the twenty of another beyond its share', () => {
    const [a, b] = [queue('a', 10_000), queue('b', 20)]
    expect(countOf(placeInTurn([a, b], shares(), gpus(10)), 'b')).toBe(5)
    expect(countOf(placeInTurn([a, b], shares(), gpus(60)), 'b')).toBe(20)
    // whoever holds less is served until it holds as much
    const held = { a: { held: 8, weight: 1 }, b: { held: 0, weight: 1 } }
    expect(countOf(placeInTurn([a, b], shares(held), gpus(8)), 'b')).toBe(8)
  })

  it('a sole requester uses everything', () => {
    expect(placeInTurn([queue('a', 300), queue('a', 300)], shares(), gpus(500))).toHaveLength(500)
  })

  it('a weight of three is three quarters beside a weight of one', () => {
    const weights = { a: { held: 0, weight: 3 }, b: { held: 0, weight: 1 } }
    const placed = placeInTurn([queue('b', 50), queue('a', 50)], shares(weights), gpus(40))
    expect([countOf(placed, 'a'), countOf(placed, 'b')]).toEqual([30, 10])
  })

  it('a requester goes by the age of its jobs over all of its queues', () => {
    const [old, young] = [queue('a', 2, { model: 'H100' }), queue('a', 2)]
    const placed = placeInTurn([young, old], shares(), gpus(3))
    expect(placed.map(({ job }) => job)).toEqual([...old.jobs, ...young.jobs].slice(0, 3).map(({ id }) => id))
  })

  it('a queue that was not read to its end ends the round at its turn: nobody takes what may be its own', () => {
    const placed = placeInTurn([queue('a', 2, { more: true }), queue('b', 100)], shares(), gpus(50))
    expect([countOf(placed, 'a'), countOf(placed, 'b')]).toEqual([2, 2])
    // what the rest of it asks for is gone, so its turn is over
    const small = placeInTurn([queue('a', 2, { more: true, model: 'L40S' }), queue('b', 9)], shares(), [
      ...gpus(2, 'L40S'),
      ...gpus(5),
    ])
    expect([countOf(small, 'a'), countOf(small, 'b')]).toEqual([2, 5])
  })

  const parties = fc.uniqueArray(
    fc.record({
      requester: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      jobs: fc.integer({ min: 0, max: 40 }),
      held: fc.integer({ min: 0, max: 30 }),
      weight: fc.integer({ min: 1, max: 5 }),
    }),
    { selector: (each) => each.requester, minLength: 1 },
  )
  it('is a weighted fair share, whatever waits: nobody who still waits is behind somebody who was served', () => {
    fc.assert(
      fc.property(parties, fc.integer({ min: 0, max: 60 }), (list, free) => {
        const known = Object.fromEntries(list.map((each) => [each.requester, each]))
        const placed = placeInTurn(
          list.map(({ requester, jobs }) => queue(requester, jobs)),
          shares(known),
          gpus(free),
        )
        const waiting = list.reduce((sum, { jobs }) => sum + jobs, 0)
        expect(placed).toHaveLength(Math.min(free, waiting))
        for (const a of list)
          for (const b of list) {
            const [got, given] = [countOf(placed, a.requester), countOf(placed, b.requester)]
            if (got < a.jobs && given > 0)
              expect((b.held + given) * a.weight).toBeLessThanOrEqual((a.held + got + 1) * b.weight)
          }
      }),
      { numRuns: 300 },
    )
  })

  const mixed = fc.array(
    fc.record({
      requester: fc.constantFrom('a', 'b', 'c'),
      jobs: fc.integer({ min: 1, max: 10 }),
      model: fc.option(fc.constantFrom('H100', 'L40S', 'T4'), { nil: undefined }),
    }),
    { maxLength: 8 },
  )
  it('leaves no GPU free that a waiting job fits, and gives no job twice', () => {
    fc.assert(
      fc.property(mixed, fc.nat({ max: 12 }), fc.nat({ max: 12 }), (list, h100, l40s) => {
        const free = [...gpus(h100), ...gpus(l40s, 'L40S')]
        const queues = list.map(({ requester, jobs, model }) => queue(requester, jobs, { model }))
        const placed = placeInTurn(queues, shares(), free)
        const left = free.filter((one) => !placed.some(({ node, gpu }) => node === one.node && gpu === one.gpu))
        const unserved = queues.flatMap(({ jobs }) => jobs).filter(({ id }) => !placed.some(({ job }) => job === id))
        for (const job of unserved) expect(left.some((one) => fits(job, one))).toBe(false)
        expect(new Set(placed.map(({ job }) => job)).size).toBe(placed.length)
      }),
      { numRuns: 300 },
    )
  })
})
