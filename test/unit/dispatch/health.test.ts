import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterFailureOf,
  type GpuHealth,
  hasRoom,
  LONGEST_QUARANTINE_MS,
  QUARANTINE_FAILURES,
  QUARANTINE_MS,
} from '../../../src/dispatch/health/gpu'
import { advance, MAX_ATTEMPTS } from '../../../src/dispatch/job'
import { BACK_OFF_MS, backOffMs, LONGEST_BACK_OFF_MS } from '../../../src/dispatch/leases/backOff'
import { LEASE_MS } from '../../../src/dispatch/leases/timing'

const sound: GpuHealth = { score: 0, scoredAt: 0, quarantines: 0, until: null }

/** A GPU after failures at these times. */
const failedAt = (...times: number[]) => times.reduce((gpu, at) => afterFailureOf(gpu, at, true), sound)

// docs/invariants.md#J8
describe('the health of a GPU', () => {
  it('is over after three quick failures, each at once or each by a lease that expired', () => {
    expect(failedAt(0, 0).until).toBe(null)
    expect(failedAt(0, 0, 0)).toMatchObject({ quarantines: 1, until: QUARANTINE_MS })
    expect(failedAt(0, LEASE_MS, 2 * LEASE_MS).until).toBe(2 * LEASE_MS + QUARANTINE_MS)
  })

  it('is not over for failures that lie far apart', () => {
    const hourly = Array.from({ length: 50 }, (_, at) => at * 3_600_000)
    expect(failedAt(...hourly)).toMatchObject({ quarantines: 0, until: null })
  })

  it('is never over before so many failures as the audit asks for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { maxLength: QUARANTINE_FAILURES - 1 }), (times) => {
        expect(failedAt(...times.sort((a, b) => a - b)).until).toBe(null)
      }),
    )
  })

  it('waits twice as long after each failed probe, and at most ten minutes', () => {
    let gpu = failedAt(0, 0, 0)
    const waits: number[] = []
    for (let probe = 0; probe < 9; probe++) {
      const at = gpu.until!
      gpu = afterFailureOf(gpu, at, true)
      waits.push(gpu.until! - at)
    }
    expect(waits.slice(0, 3)).toEqual([2, 4, 8].map((times) => times * QUARANTINE_MS))
    expect(waits.at(-1)).toBe(LONGEST_QUARANTINE_MS)
  })

  it('takes at most half of the GPUs away, and one in any case', () => {
    expect([hasRoom(1, 0), hasRoom(1, 1), hasRoom(5, 1), hasRoom(5, 2)]).toEqual([true, false, true, false])
    expect(afterFailureOf({ ...sound, score: 9 }, 0, false).until).toBe(null)
  })
})

describe('a failed attempt', () => {
  it('is charged to the job unless the node is at fault', () => {
    const job = { state: 'leased', attempts: MAX_ATTEMPTS, token: 1n } as const
    expect(advance(job, { kind: 'fail', token: 1n })).toMatchObject({ path: ['failed', 'dead-lettered'] })
    expect(advance(job, { kind: 'fail', token: 1n, fault: 'node' })).toMatchObject({
      job: { forgiven: 1 },
      path: ['failed', 'retried'],
    })
    expect(advance({ ...job, state: 'retried', forgiven: 1 }, { kind: 'lease', token: 2n })).toMatchObject({
      job: { attempts: MAX_ATTEMPTS + 1 },
    })
  })

  it('waits between half and the whole of its back-off, the same whenever it is asked', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.integer({ min: 1, max: 40 }), (job, token, spent) => {
        const longest = Math.min(LONGEST_BACK_OFF_MS, BACK_OFF_MS * 2 ** (spent - 1))
        const wait = backOffMs(job, `${token}`, spent)
        expect(wait).toBeGreaterThanOrEqual(longest / 2)
        expect(wait).toBeLessThan(longest)
        expect(backOffMs(job, `${token}`, spent)).toBe(wait)
      }),
    )
  })

  it('does not end with the others that failed at once', () => {
    const waits = Array.from({ length: 20 }, (_, at) => backOffMs(`job ${at}`, `${at}`, 1))
    expect(new Set(waits).size).toBeGreaterThan(15)
  })
})
