import { describe, expect, it } from 'vitest'
import { type ProfileInput, parseProfile } from '../../../src/config/profile'
import { inStyle, programsOf } from '../../../src/rewards/programs'

const token = `0x${'70'.repeat(20)}`
const distributor = `0x${'d0'.repeat(20)}`
const profile = (programs: string[], over: Partial<ProfileInput> = {}) =>
  parseProfile(
    {
      name: 'somewhere',
      chainId: 7,
      token: { address: token, symbol: 'T', decimals: 18, burnSinks: [`0x${'de'.repeat(20)}`] },
      contracts: { distributor: { address: distributor, kind: 'merkle-distributor' } },
      programs,
      ...over,
    },
    'test',
    {},
  )

describe('programs of a profile', () => {
  it('pay with the default ruleset, under the id contracts use', () => {
    const [program, ...others] = programsOf(profile(['destra.stakers.monthly', 'destra.pool']))
    expect(others).toEqual([])
    expect(program).toMatchObject({
      network: 'somewhere',
      chainId: 7,
      name: 'destra.stakers.monthly',
      // keccak256('destra.stakers.monthly'), as the reference contracts are told
      programId: PROGRAM_ID,
      ruleset: { name: 'eth-month/v1' },
      asset: 'eth',
      distributor,
    })
  })

  it('of DGrid pay in the network’s token, each its own share', () => {
    const programs = programsOf(profile(['dgrid.nodes.weekly', 'dgrid.adaptors.weekly', 'dgrid.governance']))
    expect(programs.map(({ asset, ruleset }) => [asset, ruleset.name])).toEqual([
      [token, 'dgrid-week/v1'],
      [token, 'dgrid-week/v1'],
      [token, 'votes/v1'],
    ])
  })

  it('may name another version of their rules', () => {
    expect(programsOf(profile(['destra.stakers.monthly@eth-month-timed/v1']))[0]!.ruleset.name).toBe(
      'eth-month-timed/v1',
    )
  })

  it('are refused when two would pay one share of revenue', () => {
    const twice = ['destra.stakers.monthly', 'destra.stakers.monthly@eth-month-timed/v1']
    expect(() => programsOf(profile(twice))).toThrow(expect.objectContaining({ code: 'E-PROGRAM-SHARE' }))
  })

  it('of a campaign are one for each the profile has', () => {
    const campaign = { name: 'early', pot: '5', start: 1, end: 2, table: [{ address: token, weight: '1' }] }
    const campaigns = [campaign, { ...campaign, name: 'late', asset: 'token' as const }]
    expect(programsOf(profile(['campaign'], { campaigns })).map(({ name, asset }) => [name, asset])).toEqual([
      ['campaign.early', 'eth'],
      ['campaign.late', token],
    ])
    expect(() => programsOf(profile(['campaign', 'campaign'], { campaigns }))).toThrow(
      expect.objectContaining({ code: 'E-PROGRAM-SHARE' }),
    )
    expect(() => programsOf(profile(['campaign']))).toThrow(expect.objectContaining({ code: 'E-PROGRAM' }))
  })

  it('draw on the accounts that hold their pot', () => {
    const accounts = (['treasury', 'governance', 'rewards'] as const).map((name, at) => {
      return { address: `0x${`0${at + 1}`.repeat(20)}`, class: name, label: name }
    })
    const programs = programsOf(
      profile(['dgrid.governance', 'deepnode.emission', 'destra.nodes.monthly'], { accounts }),
    )
    expect(programs.map(({ payers }) => payers)).toEqual([
      [accounts[1]!.address, accounts[0]!.address],
      [accounts[2]!.address],
      [],
    ])
  })

  it('are paid one by one, but for those that the profile names as cumulative', () => {
    const contracts = {
      distributor: { address: distributor, kind: 'merkle-distributor' as const },
      cumulative: { address: `0x${'cd'.repeat(20)}`, kind: 'cumulative-distributor' as const },
    }
    const campaign = { name: 'early', pot: '5', start: 1, end: 2, table: [{ address: token, weight: '1' }] }
    const over = { contracts, campaigns: [campaign], cumulative: ['destra.stakers.monthly', 'campaign.early'] }
    const all = profile(['destra.stakers.monthly@eth-month-timed/v1', 'destra.nodes.monthly', 'campaign'], over)
    const programs = programsOf(all)
    expect(programs.map(({ name, style, distributor }) => [name, style, distributor])).toEqual([
      ['destra.stakers.monthly', 'cumulative', contracts.cumulative.address],
      ['destra.nodes.monthly', 'per-period', distributor],
      ['campaign.early', 'cumulative', contracts.cumulative.address],
    ])
    // What was closed before keeps its contract.
    expect(inStyle(programs[0]!, 'per-period')).toMatchObject({ style: 'per-period', distributor })
    expect(() => programsOf(profile(['destra.pool'], { contracts, cumulative: ['destra.pool'] }))).toThrow(
      expect.objectContaining({ code: 'E-PROGRAM' }),
    )
  })

  it.each(['destra.stakers.yearly', 'destra.stakers.monthly@eth-month/v9', ''])('do not include %o', (name) => {
    expect(() => programsOf(profile([name]))).toThrow(expect.objectContaining({ code: 'E-PROGRAM' }))
  })
})

const PROGRAM_ID = '0xdb956a7a52f731eb1c36719082e0a173c25bf409eaf6af56de37389187ba7ceb'
