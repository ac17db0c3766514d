import { describe, expect, it } from 'vitest'
import { Probe } from '../../../../src/api/http/probe'

const NEVER_MS = 600_000

describe('a probe', () => {
  it('asks once for all who come meanwhile, and again afterwards', async () => {
    let calls = 0
    let answer: (value: number) => void = () => undefined
    const probe = new Probe(() => {
      calls++
      return new Promise<number>((resolve) => {
        answer = resolve
      })
    })
    const both = Promise.all([probe.within(NEVER_MS), probe.within(NEVER_MS)])
    answer(1)
    expect([await both, calls]).toEqual([[1, 1], 1])
    const third = probe.within(NEVER_MS)
    answer(2)
    expect([await third, calls]).toEqual([2, 2])
  })

  it('does not wait for what takes too long, and asks nothing more of it until it has answered', async () => {
    let calls = 0
    const probe = new Probe(() => {
      calls++
      return new Promise<number>(() => undefined)
    })
    expect([await probe.within(1), await probe.within(1), calls]).toEqual([undefined, undefined, 1])
  })

  it('knows nothing where the question fails, and asks again', async () => {
    let calls = 0
    const probe = new Probe(async () => {
      if (++calls === 1) throw new Error('away')
      return 'here'
    })
    expect([await probe.within(NEVER_MS), await probe.within(NEVER_MS)]).toEqual([undefined, 'here'])
  })
})
