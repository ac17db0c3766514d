import { describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { pendingComparison } from '../../../src/ledger/pending'

const TOKEN = `0x${'70'.repeat(20)}` as const
const FINALITY = 12
const profileOf = (rpc?: string) =>
  parseProfile(
    {
      ...{ name: 'net', chainId: 1, finalityConfirmation: FINALITY, ...(rpc && { rpc }) },
      token: { address: TOKEN, symbol: 'T', decimals: 18, burnSinks: [`0x${'de'.repeat(20)}`] },
    },
    'test',
    {},
  )
const standing = { alarms: [], compared: false, firstBlock: 3, firstIssue: 0n }
const untold = [{ code: 'E-NOT-COMPARED', message: 'the node tells nothing; name an archive node', since: 0 }]
const final = (finalized: number | null) => ({ head: null, finalized })

describe('figures that nobody has compared with the chain', () => {
  const why = (...[progress, known, behind]: [ReturnType<typeof final>, object, number | null]) =>
    pendingComparison(profileOf('http://127.0.0.1:9'), progress, { ...standing, ...known }, behind)

  it('are pending no longer once they were, whatever stands', () => {
    expect(why(final(null), { compared: true, alarms: untold }, 1_000)).toBeUndefined()
  })

  it('wait for what is said', () => {
    expect(why(final(5), {}, 0)).toBe('not compared with the chain yet')
    expect(why(final(5), {}, null)).toBe('not compared with the chain yet')
    expect(why(final(5), {}, FINALITY)).toBe('not compared with the chain yet')
    expect(why(final(5), {}, 900)).toMatch(/yet: its history is still being read, 900 blocks are left$/)
    expect(why(final(2), {}, 0)).toMatch(/: none of its blocks is final$/)
    expect(why(final(null), {}, 0)).toMatch(/: none of its blocks is final$/)
    expect(why(final(2), { firstBlock: null }, 0)).toBe('not compared with the chain yet')
    expect(why(final(5), { alarms: untold }, 900)).toMatch(/: the node tells nothing; name an archive node$/)
    expect(pendingComparison(profileOf(), final(5), standing, 0)).toMatch(/: no endpoint is named$/)
  })
})
