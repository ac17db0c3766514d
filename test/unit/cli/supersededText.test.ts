import { expect, it } from 'vitest'
import { supersededText } from '../../../src/cli/rewards/supersededText'

const sha256 = `0x${'ab'.repeat(32)}`

it('says by what a report is superseded, and where that was settled, in one line', () => {
  const settledBy = ['n:p:2026-10', 'n:p:2026-11']
  expect(supersededText({ number: 2, sha256, settledBy })).toBe(
    `superseded by correction 2 (sha256 ${sha256}), settled in n:p:2026-10, n:p:2026-11`,
  )
  expect(supersededText({ number: 1, sha256, settledBy: [] })).toBe(
    `superseded by correction 1 (sha256 ${sha256}), which no report settles yet`,
  )
})
