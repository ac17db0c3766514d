import { expect, it } from 'vitest'
import { countJobs, mergeJobCount } from '../../../src/dispatch/jobCount'
import { jobRows } from './jobRows'
import type { World } from './world'
import { oneWorld } from './worlds'

let world: World
oneWorld((opened) => {
  world = opened
})

const counted = () =>
  countJobs({
    hasTable: async () => true,
    rows: async (sql: string) => (await world.pool.query(sql)).rows,
  } as never)
const jobs = async () => {
  const { rows } = await world.pool.query('select state, count(*)::int as count from job group by state order by state')
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

it('jobs are counted exactly, whatever is written, undone, doubled, removed and merged at once', async () => {
  expect(await counted()).toEqual({})
  await jobRows(world.pool, 'requested', 500)
  const states = ['escrowed', 'leased', 'running', 'completed', 'settled', 'retried']
  const move = async (n: number) => {
    const client = await world.pool.connect()
    await client.query('begin')
    await client.query(
      'update job set state = $1 where seq in (select seq from job where seq % 7 = $2 order by seq for update skip locked)',
      [states[n % states.length], n % 7],
    )
    // some statements touch rows without changing their state, some change none
    await client.query('update job set percent = 1 where seq % 7 = $1 and state = $2', [
      n % 7,
      states[n % states.length],
    ])
    await client.query(n % 4 === 0 ? 'rollback' : 'commit')
    client.release()
  }
  for (let round = 0; round < 10; round++)
    await Promise.all([
      ...Array.from({ length: 4 }, (_, n) => move(round * 4 + n)),
      mergeJobCount(world.pool),
      mergeJobCount(world.pool),
    ])
  await world.pool.query('delete from job where seq % 11 = 0')
  const expected = await jobs()
  expect(Object.keys(expected).length).toBeGreaterThan(2)
  expect(await counted()).toEqual(expected)
  await mergeJobCount(world.pool)
  expect(await counted()).toEqual(expected)
  const { rows } = await world.pool.query('select count(*)::int as n from job_count')
  expect(rows[0].n).toBe(Object.keys(expected).length)
})
