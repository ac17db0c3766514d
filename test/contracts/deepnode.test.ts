import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { account, DEAD, TestChain, ZERO } from '../support/anvil'
import { eventOrder, type TestContract } from '../support/contract'

const [OWNER, PAYER, CREATOR, MINER, STAKER] = [account(1), account(2), account(3), account(4), account(5)]
const [FEES, RESERVE, MARKET, REWARDS, FOUNDATION] = [account(20), account(21), account(22), account(23), account(24)]
const DN = 10n ** 18n
const USD = 10n ** 6n
const UNLIMITED = 2n ** 256n - 1n
/** "41/41": 41 % to miners, 41 % to stakers, 17 % to validators, and the foundation's fixed 1 %. */
const SEED_SPLIT = [4_100, 4_100, 1_700, 0, 0]

describe('DeepNodeRouter', () => {
  let chain: TestChain
  let dn: TestContract
  let usd: TestContract
  let pair: TestContract
  let router: TestContract

  beforeAll(async () => {
    chain = await TestChain.start()
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    dn = await chain.deploy('DnToken', [OWNER], OWNER)
    usd = await chain.deploy('UsdToken', [OWNER], OWNER)
    pair = await chain.deploy('PricePair', [dn.address, usd.address], OWNER)
    router = await chain.deploy('DeepNodeRouter', [dn.address, usd.address, pair.address, FEES, RESERVE, MARKET], OWNER)
    await dn.write(OWNER, 'mint', [MARKET, 1_000_000n * DN])
    await usd.write(OWNER, 'mint', [PAYER, 1_000_000n * USD])
    await dn.write(MARKET, 'approve', [router.address, UNLIMITED])
    await usd.write(PAYER, 'approve', [router.address, UNLIMITED])
    await pair.write(OWNER, 'setReserves', [4_000_000n * DN, 1_000_000n * USD])
  })

  const mint = (ownerBps: number, modelId = 1n) => router.write(OWNER, 'mintModel', [modelId, 7n, CREATOR, ownerBps])
  const configure = (shares: number[]) => router.write(OWNER, 'configureDomain', [7n, CREATOR, ...shares])

  it('routes revenue: parts sum to gross, 1 % buys back and burns DN, the reserve owns the rounding', async () => {
    const minted = await mint(3_333)
    expect(router.events(minted)).toEqual([
      { name: 'ModelMinted', args: { modelId: 1n, domainId: 7n, owner: CREATOR, ownerBps: 3_333 } },
    ])
    const gross = 123_456_789n
    const receipt = await router.write(PAYER, 'routeRevenue', [1n, gross])
    const parts = { modelOwner: (gross * 3_333n) / 10_000n, fees: (gross * 500n) / 10_000n, buyback: gross / 100n }
    const emissionReserve = gross - parts.modelOwner - parts.fees - parts.buyback
    expect(router.events(receipt)).toEqual([
      { name: 'RevenueRouted', args: { modelId: 1n, gross, ...parts, emissionReserve } },
    ])
    expect(usd.events(receipt).map(({ args }) => [args.to, args.value])).toEqual([
      ...[[CREATOR, parts.modelOwner] as const, [FEES, parts.fees] as const],
      ...[[MARKET, parts.buyback] as const, [RESERVE, emissionReserve] as const],
    ])
    // 4 DN a dollar: reserves are in base units, 18 against 6 decimals.
    const burned = parts.buyback * 4n * 10n ** 12n
    expect(dn.event(receipt, 'Transfer')).toEqual({ from: MARKET, to: DEAD, value: burned })
    expect(eventOrder(receipt, { dn, usd, router })).toEqual([
      ...Array(4).fill('usd.Transfer'),
      'dn.Transfer',
      'router.RevenueRouted',
    ])
  })

  it('parts sum to gross for any gross', async () => {
    await mint(9_400)
    const amounts = [0n, 1n, 7n, 99n, 100n, 10_001n, 999_999_999n]
    const receipt = await router.write(PAYER, 'routeMany', [amounts.map(() => 1n), amounts])
    const routed = router.events(receipt).map(({ args }) => args as Record<string, bigint>)
    expect(routed.map((r) => r.gross)).toEqual(amounts)
    for (const r of routed) {
      expect(r.buyback).toBe((r.gross! * 100n) / 10_000n)
      expect(r.modelOwner! + r.fees! + r.buyback! + r.emissionReserve!).toBe(r.gross)
    }
    const spent = 1_000_000n * USD - (await usd.read<bigint>('balanceOf', [PAYER]))
    expect(spent).toBe(amounts.reduce((sum, amount) => sum + amount, 0n))
  })

  it('refuses models unknown, minted twice or owed more than everything', async () => {
    await expect(router.write(PAYER, 'routeRevenue', [1n, 1n])).rejects.toMatchObject({ errorName: 'UnknownModel' })
    await expect(mint(9_401)).rejects.toMatchObject({ errorName: 'RevenueAboveWhole' })
    await mint(9_400)
    await expect(mint(1)).rejects.toMatchObject({ errorName: 'ModelExists' })
    await router.write(OWNER, 'setFeesBps', [501])
    await expect(router.write(PAYER, 'routeRevenue', [1n, 1n])).rejects.toMatchObject({
      errorName: 'RevenueAboveWhole',
    })
    await expect(router.write(OWNER, 'setFeesBps', [9_901])).rejects.toMatchObject({ errorName: 'RevenueAboveWhole' })
    await expect(router.write(PAYER, 'routeMany', [[1n], []])).rejects.toMatchObject({ errorName: 'LengthMismatch' })
  })

  it('accepts 41/41/17 and the foundation, and says so', async () => {
    const receipt = await configure(SEED_SPLIT)
    expect(router.events(receipt)).toEqual([
      {
        name: 'DomainConfigured',
        args: {
          ...{ domainId: 7n, owner: CREATOR, minersBps: 4_100, stakersBps: 4_100, validatorsBps: 1_700 },
          ...{ domainOwnerBps: 0, modelOwnersBps: 0 },
        },
      },
    ])
  })

  it('refuses shares that do not sum to 10,000 with the foundation', async () => {
    for (const shares of [
      [4_100, 4_100, 1_699, 0, 0],
      [4_100, 4_100, 1_800, 0, 0],
      [10_000, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]) {
      await expect(configure(shares)).rejects.toMatchObject({ errorName: 'SharesDoNotSum' })
    }
  })

  it('refuses a share outside the bounds in force; the domain owner never gets more than 10 %', async () => {
    await expect(configure([4_000, 3_899, 1_000, 1_001, 0])).rejects.toMatchObject({ errorName: 'ShareOutOfBounds' })
    await configure([4_000, 3_900, 1_000, 1_000, 0])
    const receipt = await router.write(OWNER, 'setBounds', [1, 1_000, 4_000])
    expect(router.events(receipt)).toEqual([
      { name: 'BoundsChanged', args: { role: 1, floorBps: 1_000, ceilingBps: 4_000 } },
    ])
    await expect(configure(SEED_SPLIT)).rejects.toMatchObject({ errorName: 'ShareOutOfBounds' })
    await expect(configure([9_000, 900, 0, 0, 0])).rejects.toMatchObject({ errorName: 'ShareOutOfBounds' })
    await configure([5_900, 4_000, 0, 0, 0])
    await configure([8_900, 1_000, 0, 0, 0])
  })

  it('refuses bounds that cannot be', async () => {
    for (const [role, floor, ceiling] of [
      [0, 2, 1],
      [0, 0, 9_901],
      [3, 0, 1_001],
    ]) {
      await expect(router.write(OWNER, 'setBounds', [role, floor, ceiling])).rejects.toMatchObject({
        errorName: 'InvalidBounds',
      })
    }
    await expect(router.write(OWNER, 'setBounds', [5, 0, 1])).rejects.toMatchObject({ errorName: 'UnknownRole' })
  })

  it('the pair: reserves as set, 0 = token and 1 = quote', async () => {
    const receipt = await pair.write(OWNER, 'setReserves', [10n, 20n])
    expect(pair.events(receipt)).toEqual([{ name: 'Sync', args: { reserve0: 10n, reserve1: 20n } }])
    expect(await pair.read('getReserves')).toEqual([10n, 20n, chain.now])
    expect(await pair.read<string>('token0')).toMatch(new RegExp(dn.address, 'i'))
    expect(await pair.read<string>('token1')).toMatch(new RegExp(usd.address, 'i'))
    await expect(pair.write(OWNER, 'setReserves', [0n, 1n])).rejects.toMatchObject({ errorName: 'EmptyReserve' })
  })
})

describe('DeepNodeEmissions', () => {
  let chain: TestChain
  let dn: TestContract
  let emissions: TestContract

  beforeAll(async () => {
    chain = await TestChain.start()
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    dn = await chain.deploy('DnToken', [OWNER], OWNER)
    emissions = await chain.deploy('DeepNodeEmissions', [dn.address, REWARDS, FOUNDATION], OWNER)
    await dn.write(OWNER, 'setMinter', [emissions.address, true])
  })

  const close = (epoch: bigint, start: bigint, end: bigint, domains: bigint[], amounts: bigint[]) =>
    emissions.write(OWNER, 'closeEpoch', [epoch, start, end, domains, amounts])

  it('closes an epoch, then mints per domain: 1 % to the foundation, the rest and the rounding to rewards', async () => {
    const receipt = await close(1n, 100n, 200n, [7n, 8n], [1_099n, 99n])
    expect(emissions.events(receipt)).toEqual([
      { name: 'EpochClosed', args: { epoch: 1n, start: 100n, end: 200n } },
      { name: 'EmissionMinted', args: { epoch: 1n, domainId: 7n, amount: 1_099n } },
      { name: 'EmissionMinted', args: { epoch: 1n, domainId: 8n, amount: 99n } },
    ])
    expect(dn.events(receipt).map(({ args }) => [args.from, args.to, args.value])).toEqual([
      [ZERO, FOUNDATION, 10n],
      [ZERO, REWARDS, 1_089n],
      [ZERO, REWARDS, 99n],
    ])
  })

  it('closes once, in order, and then takes no more work', async () => {
    await close(1n, 100n, 200n, [], [])
    await expect(close(1n, 200n, 300n, [], [])).rejects.toMatchObject({ errorName: 'EpochIsClosed' })
    await expect(close(2n, 199n, 300n, [], [])).rejects.toMatchObject({ errorName: 'InvalidEpoch' })
    await expect(close(2n, 300n, 300n, [], [])).rejects.toMatchObject({ errorName: 'InvalidEpoch' })
    await expect(close(2n, 200n, 300n, [1n], [])).rejects.toMatchObject({ errorName: 'LengthMismatch' })
    for (const name of ['recordWork', 'recordValidations']) {
      await expect(emissions.write(OWNER, name, [7n, 1n, [], []])).rejects.toMatchObject({ errorName: 'EpochIsClosed' })
      await expect(emissions.write(OWNER, name, [7n, 2n, [MINER], []])).rejects.toMatchObject({
        errorName: 'LengthMismatch',
      })
    }
    await close(2n, 200n, 300n, [], [])
  })

  it('records verified work and validations', async () => {
    const work = await emissions.write(OWNER, 'recordWork', [7n, 1n, [MINER, STAKER], [5n, 6n]])
    expect(emissions.events(work)).toEqual([
      { name: 'WorkVerified', args: { domainId: 7n, epoch: 1n, miner: MINER, workUnits: 5n } },
      { name: 'WorkVerified', args: { domainId: 7n, epoch: 1n, miner: STAKER, workUnits: 6n } },
    ])
    const seen = await emissions.write(OWNER, 'recordValidations', [7n, 1n, [STAKER], [9n]])
    expect(emissions.events(seen)).toEqual([
      { name: 'ValidationCounted', args: { domainId: 7n, epoch: 1n, validator: STAKER, validations: 9n } },
    ])
  })

  it('announces a domain stake absolutely and gives back no more than it holds', async () => {
    await dn.write(OWNER, 'mint', [STAKER, 100n])
    await dn.write(STAKER, 'approve', [emissions.address, UNLIMITED])
    const stakeAfter = async (name: string, amount: bigint) =>
      emissions.event(await emissions.write(STAKER, name, [7n, amount]), 'DomainStakeChanged')
    expect(await stakeAfter('stakeDomain', 60n)).toEqual({ domainId: 7n, staker: STAKER, stake: 60n })
    expect(await stakeAfter('stakeDomain', 40n)).toEqual({ domainId: 7n, staker: STAKER, stake: 100n })
    expect(await stakeAfter('unstakeDomain', 99n)).toEqual({ domainId: 7n, staker: STAKER, stake: 1n })
    await expect(emissions.write(STAKER, 'unstakeDomain', [7n, 2n])).rejects.toMatchObject({ errorName: 'StakeTooLow' })
    expect(await dn.read('balanceOf', [emissions.address])).toBe(1n)
  })

  it('DN is minted by minters only', async () => {
    await expect(dn.write(MINER, 'mint', [MINER, 1n])).rejects.toMatchObject({ errorName: 'NotMinter' })
    await dn.write(OWNER, 'setMinter', [emissions.address, false])
    await expect(close(1n, 1n, 2n, [7n], [1n])).rejects.toMatchObject({ errorName: 'NotMinter' })
  })
})
