import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fleet, type FreeGpu, fits, ineligible, type WaitingJob } from '../../../src/dispatch/placement'

const any: WaitingJob = { id: 'job', attempts: 0, model: null, memoryGb: 1, region: null, avoid: [] }
const gpu = (node: string, name: string, model = 'H100', memoryGb = 80, region = 'eu'): FreeGpu => ({
  node,
  gpu: name,
  model,
  memoryGb,
  region,
})

/** Each job in the order given; one that fits nowhere keeps waiting. */
function place(jobs: readonly WaitingJob[], gpus: readonly FreeGpu[]) {
  const fleet = new Fleet(gpus)
  return jobs.flatMap((job) => fleet.take(job) ?? [])
}

const models = fc.constantFrom('H100', 'L40S')
const regions = fc.constantFrom('eu', 'us')
const jobs = fc.array(
  fc.record({
    attempts: fc.integer({ min: 0, max: 4 }),
    model: fc.option(models),
    memoryGb: fc.constantFrom(10, 48, 80),
    region: fc.option(regions),
    avoid: fc.subarray(['a', 'b', 'c']),
  }),
  { maxLength: 12 },
)
const gpus = fc.uniqueArray(
  fc.record({
    node: fc.constantFrom('a', 'b', 'c'),
    gpu: fc.constantFrom('0', '1', '2'),
    model: models,
    memoryGb: fc.constantFrom(24, 48, 80),
    region: regions,
  }),
  { selector: (each) => `${each.node}/${each.gpu}`, maxLength: 9 },
)

describe('placement', () => {
  it('takes the smallest GPU that fits', () => {
    const free = [gpu('a', '0', 'H100', 80), gpu('b', '0', 'L40S', 48), gpu('c', '0', 'RTX4090', 24)]
    expect(place([{ ...any, memoryGb: 40 }], free)).toEqual([{ job: 'job', node: 'b', gpu: '0', attempt: 1 }])
  })

  it('spreads over nodes before it fills one', () => {
    const free = [gpu('a', '0'), gpu('a', '1'), gpu('b', '0')]
    const given = place(
      ['1', '2', '3'].map((id) => ({ ...any, id })),
      free,
    )
    expect(given.map((each) => `${each.node}/${each.gpu}`)).toEqual(['a/0', 'b/0', 'a/1'])
  })

  it('avoids a node that had the job, unless it is the only one', () => {
    const job = { ...any, attempts: 1, avoid: ['a'] }
    expect(place([job], [gpu('a', '0', 'RTX4090', 24), gpu('b', '0')])[0]).toMatchObject({ node: 'b', attempt: 2 })
    expect(place([job], [gpu('a', '0')])[0]).toMatchObject({ node: 'a' })
  })

  it('goes to the node that had the job least often, where all of them had it', () => {
    const job = { ...any, attempts: 3, avoid: ['a', 'b', 'a'] }
    expect(place([job], [gpu('a', '0', 'RTX4090', 24), gpu('b', '0')])[0]).toMatchObject({ node: 'b', attempt: 4 })
  })

  it('a job that fits nowhere does not keep later ones waiting', () => {
    const jobs = [
      { ...any, id: 'huge', memoryGb: 1_000 },
      { ...any, id: 'small' },
    ]
    expect(place(jobs, [gpu('a', '0')]).map((each) => each.job)).toEqual(['small'])
  })

  it('gives each GPU and each job at most once, only where it fits, whatever the order of the GPUs', () => {
    fc.assert(
      fc.property(jobs, gpus, (list, free) => {
        const waiting = list.map((each, at) => ({ ...each, id: `${at}` }))
        const given = place(waiting, free)
        expect(new Set(given.map((each) => `${each.node}/${each.gpu}`)).size).toBe(given.length)
        expect(new Set(given.map((each) => each.job)).size).toBe(given.length)
        for (const each of given) {
          const job = waiting[Number(each.job)]!
          expect(fits(job, free.find((one) => one.node === each.node && one.gpu === each.gpu)!)).toBe(true)
          expect(each.attempt).toBe(job.attempts + 1)
        }
        const left = free.filter((one) => !given.some((each) => each.node === one.node && each.gpu === one.gpu))
        const unplaced = waiting.filter((job) => !given.some((each) => each.job === job.id))
        for (const job of unplaced) expect(left.some((one) => fits(job, one))).toBe(false)
        expect(place(waiting, [...free].reverse())).toEqual(given)
      }),
      { numRuns: 500 },
    )
  })

  it('a node needs the minimum stake and its freedom', () => {
    const node = { node: 'a', stake: 100n, jailedUntil: 0n }
    expect(ineligible(node, 100n, 5n)).toBe(null)
    expect(ineligible(node, 101n, 5n)).toBe('stake')
    expect(ineligible({ ...node, jailedUntil: 6n }, 100n, 5n)).toBe('jailed')
    expect(ineligible({ ...node, jailedUntil: 5n }, 100n, 5n)).toBe(null)
  })
})
