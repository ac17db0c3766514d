import { describe, expect, it } from 'vitest'
import { demandWaitsFor, type HeardGpu } from '../../../src/dispatch/waits'

const gpu = (more: Partial<HeardGpu> = {}): HeardGpu => ({
  ...{ node: 'a', model: 'H100', memoryGb: 80, region: 'eu', isLeased: false, isQuarantined: false },
  ...more,
})
const leased = gpu({ isLeased: true })
const quarantined = gpu({ isQuarantined: true })
const demand = { model: 'H100', region: null, memoryGb: 80 }

describe('why a class of demand waits', () => {
  it.each([
    ['nothing is heard', [], 'no-gpu'],
    ['another model is free', [gpu({ model: 'L40S' })], 'no-gpu'],
    ['a smaller one is free', [gpu({ memoryGb: 79 })], 'no-gpu'],
    ['its node may not work', [gpu({ node: 'jailed' }), gpu({ model: 'L40S' })], 'no-node'],
    ['all are leased', [leased, leased], 'busy'],
    ['one is leased, others are broken', [quarantined, leased], 'busy'],
    ['the one that is leased is broken too', [gpu({ isLeased: true, isQuarantined: true })], 'quarantine'],
    ['all are broken', [quarantined, gpu({ node: 'jailed' })], 'quarantine'],
    ['one is free', [quarantined, leased, gpu()], null],
  ] as const)('%s', (_, gpus, reason) => {
    expect(demandWaitsFor(demand, gpus, new Set(['a']))).toBe(reason)
  })
})
