import { expect, it } from 'vitest'
import { doubling, every, steps, withBackOff } from '../../../src/process/backOff'

it.each([
  ['every', every(500), [500, 500, 500, 500]],
  ['steps', steps([50, 200, 1_000]), [50, 200, 1_000, 1_000]],
  ['doubling', doubling(250, 1_000), [250, 500, 1_000, 1_000]],
  ['doubling without an end', doubling(1_000), [1_000, 2_000, 4_000, 8_000]],
])('%s', (_, schedule, waits) => {
  expect([1, 2, 3, 4].map(schedule)).toEqual(waits)
})

it('waits as long as the schedule says, and ends with what the work answers', async () => {
  const waited: number[] = []
  const failures: number[] = []
  let tries = 0
  const work = async () => {
    tries += 1
    if (tries < 4) throw new Error(`${tries}`)
    return 'done'
  }
  const pause = async (ms: number) => waited.push(ms)
  expect(await withBackOff(work, doubling(10), (_, count) => void failures.push(count), pause)).toBe('done')
  expect([waited, failures]).toEqual([
    [10, 20, 40],
    [1, 2, 3],
  ])
})

it('gives up with what it is told', async () => {
  const work = () => Promise.reject(new Error('away'))
  const failed = (error: unknown, failures: number) => {
    if (failures === 3) throw error
  }
  await expect(withBackOff(work, every(0), failed)).rejects.toThrow('away')
})
