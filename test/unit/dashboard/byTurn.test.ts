import { expect, it } from 'vitest'
import { byTurn } from '../../../src/dashboard/byTurn'

it('what waits for a person comes first, the oldest of it above all; the rest is newest first', () => {
  const newestFirst = [
    { id: '2026-09', status: 'verified' },
    { id: '2026-08', status: 'published' },
    { id: '2026-07', status: 'verified' },
    { id: '2026-06', status: 'settled' },
  ]
  expect(byTurn(newestFirst).map(({ id }) => id)).toEqual(['2026-07', '2026-09', '2026-08', '2026-06'])
  expect(byTurn([])).toEqual([])
})
