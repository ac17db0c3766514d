import { describe, expect, it } from 'vitest'
import { audited, lies } from './audited'
import { accounts, rocketPool } from './published'

type File = ReturnType<typeof rocketPool>
const [alice, bob, carol, dave, eve] = accounts
const node = (account: string) => `nodeRewards.${account}`

function lying(change: (file: File) => void, version: 1 | 2 | 3 | 4 = 3): Promise<Record<string, string[]>> {
  const file = rocketPool(version)
  change(file)
  return lies('rocketpool', file)
}

describe('a rewards file of Rocket Pool', () => {
  it.each([1, 2, 3, 4] as const)('is true in version %i', async (version) => {
    const audit = await audited('rocketpool', rocketPool(version))
    expect(audit.checks.filter(({ ok }) => !ok)).toEqual([])
    expect(audit).toMatchObject({ ok: true, rows: 5, root: rocketPool(version).merkleRoot })
    expect(audit.totals).toEqual({
      rpl: '57239571250134716969',
      eth: String(57_239_571_250_134_716_469n + (version === 4 ? 10_000n : 0n)),
    })
  })

  it('names the account whose amount is one more, and the sums that it breaks', async () => {
    const found = await lying(({ nodeRewards }) => {
      nodeRewards[bob]!['collateralRpl'] = '7001'
    })
    expect(found).toEqual({
      leaves: [node(bob)],
      root: ['root'],
      funding: ['totalRewards.totalCollateralRpl', 'networkRewards.0.collateralRpl'],
    })
  })

  it('names the root alone where every proof leads to another', async () => {
    const found = await lying((file) => {
      file.merkleRoot = `0x${'ab'.repeat(32)}`
    })
    expect(found).toEqual({ root: ['root'] })
  })

  it('names root and account where both lie', async () => {
    const found = await lying((file) => {
      file.merkleRoot = `0x${'ab'.repeat(32)}`
      file.nodeRewards[bob]!['oracleDaoRpl'] = '501'
    })
    expect(found).toMatchObject({ root: ['root'], leaves: [node(bob)] })
  })

  it('names both of two accounts exchanged', async () => {
    const found = await lying(({ nodeRewards }) => {
      const kept = nodeRewards[alice]!
      nodeRewards[alice] = nodeRewards[bob]!
      nodeRewards[bob] = kept
    })
    expect(found).toEqual({ leaves: [node(alice), node(bob)], root: ['root'] })
  })

  it.each([
    ['at its end', (proof: string[]) => proof.pop()],
    ['at its leaf', (proof: string[]) => proof.shift()],
    ['to nothing', (proof: string[]) => proof.splice(0)],
    ['within a hash', (proof: string[]) => proof.splice(0, 1, proof[0]!.slice(0, -1))],
  ])('names the account whose proof is cut short %s', async (_, cut) => {
    expect(await lying(({ nodeRewards }) => void cut(nodeRewards[carol]!.merkleProof))).toEqual({
      leaves: [node(carol)],
    })
  })

  it('names an account that stands twice, in another letter case or in the same', async () => {
    const found = await lying(({ nodeRewards }) => {
      nodeRewards[`0x${alice.slice(2).toUpperCase()}`] = nodeRewards[alice]!
    })
    expect(found).toMatchObject({ duplicates: [node(`0x${alice.slice(2).toUpperCase()}`)] })

    const text = JSON.stringify(rocketPool(3))
    const entry = `"${bob}":${JSON.stringify(rocketPool(3).nodeRewards[bob])}`
    expect(await lies('rocketpool', text.replace(entry, `${entry.replace('7000', '9999')},${entry}`))).toEqual({
      duplicates: [node(bob)],
    })
  })

  it('knows the version whose leaves they are', async () => {
    const file = { ...rocketPool(3), rewardsFileVersion: 4 }
    const { checks } = await audited('rocketpool', file)
    expect(checks.find(({ id }) => id === 'leaves')!.evidence[node(dave)]).toMatch(
      /it is the leaf by keccak\(address ‖ network ‖ RPL ‖ ETH\)$/,
    )
    const other = await audited('rocketpool', { ...rocketPool(4), rewardsFileVersion: 3 })
    expect(other.checks.find(({ id }) => id === 'leaves')!.evidence[node(dave)]).toMatch(/voter share\)$/)
    await expect(lying((each) => void Object.assign(each, { rewardsFileVersion: 5 }))).rejects.toThrow(/version 5/)
  })

  it.each([
    ['totalRewards.totalCollateralRpl', 3],
    ['totalRewards.totalOracleDaoRpl', 3],
    ['totalRewards.nodeOperatorSmoothingPoolEth', 3],
    ['totalRewards.totalSmoothingPoolEth', 3],
    ['totalRewards.totalVoterShareEth', 4],
    ['networkRewards.0.collateralRpl', 3],
    ['networkRewards.0.oracleDaoRpl', 1],
    ['networkRewards.0.smoothingPoolEth', 4],
  ] as const)('names %s off by one', async (where, version) => {
    const found = await lying((file) => {
      const path = where.split('.')
      const inside = path.length === 3 ? file.networkRewards[path[1]!]! : file.totalRewards
      inside[path.at(-1)!] = String(BigInt(inside[path.at(-1)!]!) - 1n)
    }, version)
    expect(found).toEqual({ funding: expect.arrayContaining([where]) })
  })

  it.each([
    ['negative', '-1', /is negative/],
    ['more than a word holds', String(2n ** 256n), /overflows/],
    ['a number of a million digits', '9'.repeat(1_000_000), /overflows/],
    ['in hex', '0x10', /no whole number/],
    ['with a fraction', '1.5', /no whole number/],
    ['missing', undefined, /has no smoothingPoolEth/],
    ['a number of JSON too large to be exact', 2 ** 60, /in quotes/],
  ])('names an amount that is %s', async (_, amount, words) => {
    const file = rocketPool(3)
    file.nodeRewards[eve]!['smoothingPoolEth'] = amount
    const { checks } = await audited('rocketpool', file)
    expect(checks.find(({ id }) => id === 'amounts')!.evidence[node(eve)]).toMatch(words)
  })

  it('names an amount whose parts overflow together', async () => {
    const found = await lying(({ nodeRewards }) => {
      Object.assign(nodeRewards[eve]!, { collateralRpl: String(2n ** 256n - 1n), oracleDaoRpl: '1' })
    })
    expect(found['amounts']).toEqual([node(eve)])
  })

  it.each([`0x${'0'.repeat(40)}`, '0xb0b', `0x${'g'.repeat(40)}`, `0X${'a'.repeat(40)}`, '__proto__'])(
    'names the address %s',
    async (strange) => {
      const text = JSON.stringify(rocketPool(3)).replace(`"${bob}"`, `"${strange}"`)
      expect(await lies('rocketpool', text)).toMatchObject({ addresses: [node(strange)] })
    },
  )

  it('names a leaf whose row was left out, by the proof that it stands in', async () => {
    const file = rocketPool(3)
    const [beside] = Object.entries(file.nodeRewards).find(
      ([account, { merkleProof }]) => account !== eve && !/^0x0+$/.test(merkleProof[0]!),
    )!
    const left = Object.keys(file.nodeRewards).find(
      (account) =>
        account !== beside &&
        file.nodeRewards[account]!.merkleProof.slice(1).join() ===
          file.nodeRewards[beside]!.merkleProof.slice(1).join(),
    )!
    delete file.nodeRewards[left]
    expect(await lies('rocketpool', file)).toMatchObject({
      leaves: [`${node(beside)}.merkleProof.0`],
      root: ['root'],
    })
  })

  it('names an account that was added', async () => {
    const found = await lying(({ nodeRewards }) => {
      nodeRewards[`0x${'f'.repeat(40)}`] = { ...nodeRewards[eve]! }
    })
    expect(found['leaves']).toEqual([node(`0x${'f'.repeat(40)}`)])
  })
})
