import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadProfile, type ProfileInput, parseProfile } from '../../../src/config/profile'
import { programsOf } from '../../../src/rewards/programs'

const shipped = path.resolve(__dirname, '../../../profiles')
const at = (n: number) => `0x${n.toString(16).padStart(40, '0')}`
const good: ProfileInput = {
  name: 'somewhere',
  chainId: 7,
  token: { address: at(1), symbol: 'T', decimals: 18, burnSinks: [at(0xdead)] },
}
const campaign = { name: 'early', pot: '5', start: 1, end: 2, table: [{ address: at(2), weight: '1' }] }
const vesting = { label: 'team', total: '5', start: 10, end: 20 }
const paid = {
  contracts: { all: { address: at(4), kind: 'cumulative-distributor' as const } },
  programs: ['dgrid.governance@votes/v1'],
}
const pool = { address: at(3), kind: 'destra-pool' as const }

const expiring = (over = {}, program = 'destra.stakers.monthly') => ({
  programs: ['destra.stakers.monthly@eth-month/v1'],
  contracts: { distributor: { address: at(3), kind: 'merkle-distributor' } },
  expiry: { [program]: { days: 180, to: at(9), ...over } },
})

/** What a profile with this in it is refused for. */
function refusal(over: object): { code: string; message: string } {
  try {
    parseProfile({ ...good, ...over }, 'p.json', {})
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('it was accepted')
}

describe('a profile', () => {
  it('declares when a program can be claimed no more', () => {
    const { expiry } = parseProfile({ ...good, ...expiring() } as ProfileInput, 'p.json', {})
    expect(expiry).toEqual({ 'destra.stakers.monthly': { days: 180, to: at(9) } })
  })

  it('needs only a token', () => {
    expect(parseProfile(good, 'p.json', {})).toMatchObject({ programs: [], vesting: [], mining: {}, campaigns: [] })
  })

  it.each([
    ['token.address', { token: { ...good.token, address: '0x12' } }, 'must be an address'],
    ['token.address', { token: { ...good.token, address: at(0) } }, 'is 0x0'],
    ['contracts.stakingPool.address', { contracts: { stakingPool: { ...pool, address: '<the pool>' } } }, '<the pool>'],
    ['contracts.stakingPool.address', { contracts: { stakingPool: { ...pool, address: at(0) } } }, 'is 0x0'],
    ['contracts.second.address', { contracts: { first: pool, second: pool } }, 'as contracts.first already'],
    ['accounts.0.address', { accounts: [{ address: at(1), class: 'fees', label: 'x' }] }, 'as token already'],
    ['revenueAsset', { revenueAsset: '<what users pay in>' }, 'is a placeholder'],
    ['revenueSplitBps.0', { revenueSplitBps: [{ fromBlock: 0, stakers: 1, nodes: 1, buyback: 1 }] }, 'sum to 10000'],
    ['vesting.0.end', { vesting: [{ ...vesting, end: 10 }] }, 'after start'],
    ['vesting.0.cliffSeconds', { vesting: [{ ...vesting, cliffSeconds: 11 }] }, 'beyond end'],
    ['campaigns.0.end', { campaigns: [{ ...campaign, end: 1 }] }, 'after start'],
    [
      'campaigns.0.table.1.address',
      { campaigns: [{ ...campaign, table: [...campaign.table, ...campaign.table] }] },
      'twice',
    ],
    ['campaigns.0.price.perToken', { campaigns: [{ ...campaign, price: { perToken: '0', source: 'x' } }] }, 'above 0'],
    ['campaigns', { campaigns: [campaign, campaign] }, 'different names'],
    ['expiry.destra.stakers.monthly.days', expiring({ days: 0 }), 'must be a day or more'],
    ['expiry.destra.stakers.monthly.days', expiring({ days: 49_711 }), 'more than the distributor keeps'],
    ['expiry.destra.stakers.monthly.to', expiring({ to: at(0) }), 'is 0x0'],
    ['expiry.destra.stakers.monthly.to', expiring({ to: undefined }), 'expected string'],
    ['expiry.destra.stakers.monthly.to', expiring({ to: at(3) }), 'the distributor itself'],
    ['expiry.destra.stakers.monthly.to', expiring({ to: at(0xdead) }), 'a burn sink'],
    ['expiry.destra.stakers.monthly', { ...expiring(), programs: [] }, 'none of the profile'],
    ['expiry.destra.stakers.monthly', { ...expiring(), contracts: {} }, 'needs a contract of kind merkle-distributor'],
    [
      'expiry.destra.stakers.monthly',
      {
        ...expiring(),
        cumulative: ['destra.stakers.monthly'],
        contracts: {
          distributor: { address: at(3), kind: 'merkle-distributor' },
          sums: { address: at(4), kind: 'cumulative-distributor' },
        },
      },
      'is paid cumulatively',
    ],
    ['expiry.destra.pool', { ...expiring({}, 'destra.pool'), programs: ['destra.pool'] }, 'paid by its own contract'],
    ['cumulative.0', { ...paid, cumulative: ['destra.nodes.monthly'] }, 'none of programs'],
    ['cumulative.0', { ...paid, programs: ['campaign'], cumulative: ['campaign'] }, 'campaign.NAME'],
    ['cumulative.0', { ...paid, programs: ['campaign'], cumulative: ['campaign.early'] }, 'none of programs'],
    ['cumulative.1', { ...paid, cumulative: ['dgrid.governance', 'dgrid.governance'] }, 'twice'],
    [
      'cumulative',
      { ...paid, contracts: { pool }, cumulative: ['dgrid.governance'] },
      'of kind cumulative-distributor',
    ],
    ['mining.dgrid.nodes.weekly', { mining: { 'dgrid.nodes.weekly': '1.5' } }, 'decimal string'],
    ['campaigns.0.pot', { campaigns: [{ ...campaign, pot: (2n ** 256n).toString() }] }, 'above 2^256'],
    ['campaigns.0.pot', { campaigns: [{ ...campaign, pot: '0' }] }, 'above 0'],
    [
      'campaigns.0.pot',
      { campaigns: [{ ...campaign, pot: (2n ** 255n).toString(), price: { perToken: '1', source: 'x' } }] },
      'converts to more',
    ],
    [
      'campaigns.0.table.0.address',
      { campaigns: [{ ...campaign, table: [{ address: at(0), weight: '1' }] }] },
      'is 0x0',
    ],
    ['campaigns.0.table', { campaigns: [{ ...campaign, table: [{ address: at(2), weight: '0' }] }] }, 'no weight'],
    ['token.max', { token: { ...good.token, max: (2n ** 256n).toString() } }, 'above 2^256'],
    [
      'contracts.v.generation',
      { contracts: { v: { address: at(3), kind: 'votes', generation: 3 } } },
      'destra-pool alone',
    ],
    ['contracts.v.tokenIndex', { contracts: { v: { ...pool, tokenIndex: 0 } } }, 'uniswap-v2 alone'],
    ['contracts.v.windowSeconds', { contracts: { v: { ...pool, windowSeconds: 60 } } }, 'uniswap-v2 alone'],
    ['contracts.v.kind', { contracts: { v: { ...pool, kind: 'pool' } } }, 'destra-pool'],
    ['contracts.v.adress', { contracts: { v: { ...pool, adress: at(3) } } }, 'adress'],
    ['token.burnsinks', { token: { ...good.token, burnsinks: [] } }, 'burnsinks'],
    ['token.burnSinks.1', { token: { ...good.token, burnSinks: [at(9), at(9)] } }, 'twice'],
    ['token.burnSinks.0', { token: { ...good.token, burnSinks: [at(1)] } }, 'the token itself'],
    [
      'token.excludedFromCirculating.0.address',
      { token: { ...good.token, excludedFromCirculating: [{ address: at(0xdead), label: 'burned' }] } },
      'subtracted twice',
    ],
    [
      'token.excludedFromCirculating.1.address',
      { token: { ...good.token, excludedFromCirculating: [1, 2].map((n) => ({ address: at(8), label: `n${n}` })) } },
      'twice',
    ],
    ['contracts.v.address', { contracts: { v: { ...pool, address: at(0xdead) } } }, 'burn sink'],
    ['accounts.0.address', { accounts: [{ address: at(0xdead), class: 'fees', label: 'x' }] }, 'burn sink'],
    ['buybackAddresses.0', { buybackAddresses: [at(0xdead)] }, 'burn sink'],
    ['approval.threshold', { approval: { threshold: 2, signers: [at(8)] } }, 'above the number of signers, 1'],
    ['approval.signers.1', { approval: { threshold: 1, signers: [at(8), at(8)] } }, 'named twice'],
    ['approval.former.0', { approval: { threshold: 1, signers: [at(8)], former: [at(8)] } }, 'named twice'],
    ['approval.signers.0', { approval: { threshold: 1, signers: [at(0)] } }, 'is 0x0'],
    ['surprise', { surprise: 1 }, 'surprise'],
  ])('that is wrong names its field: %s', (field, over, message) => {
    expect(refusal(over)).toMatchObject({ code: 'E-PROFILE' })
    expect(refusal(over).message).toContain(`p.json: field ${field}: `)
    expect(refusal(over).message).toContain(message)
  })
})

it('fields of one kind have their defaults where they are read', () => {
  const { contracts } = parseProfile(
    { ...good, contracts: { pool, pair: { ...pool, address: at(4), kind: 'uniswap-v2' } } },
    'p.json',
    {},
  )
  expect(contracts).toMatchObject({ pool: { generation: 3 }, pair: { tokenIndex: 0, windowSeconds: 604_800 } })
})

describe('shipped profiles', () => {
  it('destra has the mainnet addresses, and programs that pay nothing twice', () => {
    const destra = loadProfile(path.join(shipped, 'destra.json'), {})
    expect(destra.token.address).toBe('0xf94e7d0710709388bce3161c32b4eea56d3f91cc')
    expect(destra.contracts.stakingPool?.address).toBe('0xf9742810d596769d6cb54799eb1e2ccda03aeb9c')
    expect(programsOf(destra)).toEqual([])
  })

  it.each(['dgrid', 'deepnode'])('%s says which address is to be filled in, and loads once all are', (name) => {
    const file = path.join(shipped, `${name}.json`)
    expect(() => loadProfile(file, {})).toThrow(
      expect.objectContaining({
        code: 'E-PROFILE',
        message: expect.stringMatching(/field token\.address: is a placeholder/),
      }),
    )
    let next = 100
    const filled = readFileSync(file, 'utf8').replace(/"<[^>]*>"/g, () => `"${at(next++)}"`)
    const profile = parseProfile(JSON.parse(filled), file, {})
    expect(programsOf(profile).map((program) => program.name)).toEqual([...profile.programs])
    // what a program pays lies in an account that the profile names
    expect(programsOf(profile).filter(({ payers }) => payers.length === 0)).toEqual([])
  })
})
