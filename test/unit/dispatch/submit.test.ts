import { describe, expect, it } from 'vitest'
import { microUnits, wishesOf } from '../../../src/cli/job'
import { billIdOf } from '../../../src/dispatch/bills/chain'
import { jobIdOf } from '../../../src/dispatch/submit'

describe('submitting a job', () => {
  it('reads compute units as exact micro-CU', () => {
    expect(['1.5', '1', '0.000001', '999999999999.999999'].map(microUnits)).toEqual([
      1_500_000n,
      1_000_000n,
      1n,
      999_999_999_999_999_999n,
    ])
  })

  it.each(['0', '0.0000001', '-1', '1e3', '', '1,5', '0x10'])('refuses %j', (text) => {
    expect(() => microUnits(text)).toThrow('--cu must be compute units above 0')
  })

  it('reads when and how urgently it is wished', () => {
    expect(wishesOf({})).toEqual({})
    expect(wishesOf({ priority: '-9', notBefore: '2027-01-31T12:00Z', deadline: '2027-01-31T12:00:00.5Z' })).toEqual({
      priority: -9,
      notBefore: '2027-01-31T12:00:00.000Z',
      deadline: '2027-01-31T12:00:00.500Z',
    })
  })

  it.each([
    [{ priority: '10' }, '--priority must be'],
    [{ priority: '0.5' }, '--priority must be'],
    [{ notBefore: 'tomorrow' }, '--not-before must be a time in UTC'],
    [{ deadline: '2027-02-30T00:00:00Z' }, '--deadline must be a time in UTC'],
    [{ notBefore: '2027-01-01T00:00:00Z', deadline: '2027-01-01T00:00:00Z' }, '--deadline must be after --not-before'],
  ])('refuses %j', (options, why) => {
    expect(() => wishesOf(options)).toThrow(why)
  })

  it('the same name is the same job, and a job has one bill', () => {
    expect(jobIdOf('a')).toBe(jobIdOf('a'))
    expect(jobIdOf('a')).not.toBe(jobIdOf('b'))
    expect(jobIdOf('a')).toMatch(/^0x[0-9a-f]{64}$/)
    expect(billIdOf(jobIdOf('a'))).not.toBe(jobIdOf('a'))
  })
})
