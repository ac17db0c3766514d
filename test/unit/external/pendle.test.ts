import { describe, expect, it } from 'vitest'
import { audited, lies } from './audited'
import { accounts, paid, pendleByToken, pendleOneToken, tokens } from './published'

const [alice, bob, carol] = accounts
const [first, second] = tokens
const user = (account: string) => `usersLeafData.${account}`
const other = `0x${'ab'.repeat(32)}`

describe('a distribution of Pendle', () => {
  it('is true in one token and in several', async () => {
    expect(await lies('pendle', pendleOneToken(), { funding: String(paid) })).toEqual({})
    expect(await lies('pendle', pendleByToken(), { funding: `${first}=${paid},${second}=${paid - 1n}` })).toEqual({})
    expect((await audited('pendle', pendleOneToken())).unasked).toMatchObject({ funding: expect.any(String) })
  })

  it('names the account whose amount is one more, with its leaf as it was, made again or listed again', async () => {
    const file = pendleOneToken()
    file.usersLeafData[bob]!.amount = '7001'
    expect(await lies('pendle', file)).toEqual({ leaves: [user(bob)], root: ['root'] })

    const leaf = /is (0x\w+), the file/.exec((await audited('pendle', file)).checks[3]!.evidence[user(bob)]!)![1]!
    const stated = file.usersLeafData[bob]!.leaf
    file.usersLeafData[bob]!.leaf = leaf
    expect(await lies('pendle', file)).toEqual({
      leaves: [user(bob), `rawUserLeaves.${file.rawUserLeaves.indexOf(stated)}`],
      root: ['root'],
    })
    file.rawUserLeaves.splice(file.rawUserLeaves.indexOf(stated), 1, leaf)
    expect(await lies('pendle', file)).toEqual({ root: ['root'] })
  })

  it('names another root', async () => {
    expect(await lies('pendle', { ...pendleByToken(), merkleRoot: other })).toEqual({ root: ['root'] })
    expect(await lies('pendle', { ...pendleByToken(), merkleRoot: '0xab' })).toEqual({ root: ['root'] })
  })

  it('names both of two accounts exchanged', async () => {
    const { usersLeafData: all, ...file } = pendleOneToken()
    const usersLeafData = { ...all, [alice]: all[bob]!, [bob]: all[alice]! }
    expect(await lies('pendle', { ...file, usersLeafData })).toMatchObject({ leaves: [user(alice), user(bob)] })
  })

  it('names an account, a token and a leaf that stand twice', async () => {
    const file = pendleByToken()
    const upper = (text: string) => `0x${text.slice(2).toUpperCase()}`
    file.distributionDatas[first]![upper(alice)] = file.distributionDatas[first]![alice]!
    expect((await lies('pendle', file))['duplicates']).toEqual([`distributionDatas.${first}.${upper(alice)}`])

    const twice = pendleByToken()
    twice.distributionDatas[upper(first)] = { [bob]: twice.distributionDatas[first]![bob]! }
    expect((await lies('pendle', twice))['duplicates']).toEqual([`distributionDatas.${upper(first)}.${bob}`])

    const listed = pendleOneToken()
    listed.rawUserLeaves.push(upper(listed.rawUserLeaves[2]!))
    expect(await lies('pendle', listed)).toEqual({ duplicates: ['rawUserLeaves.5'] })
  })

  it('knows whose leaves they are', async () => {
    const file = pendleByToken()
    file.distributionDatas[first]![bob]!.l = pendleOneToken().usersLeafData[bob]!.leaf
    const { checks } = await audited('pendle', file)
    expect(checks.find(({ id }) => id === 'leaves')!.evidence[`distributionDatas.${first}.${bob}`]).toMatch(
      /it is the leaf by keccak\(user ‖ amount\)$/,
    )
  })

  it('names a leaf that no row has, and an account that is no longer listed', async () => {
    const hidden = pendleOneToken()
    hidden.rawUserLeaves.push(other)
    expect(await lies('pendle', hidden)).toMatchObject({ leaves: ['rawUserLeaves.5'] })
    const without = pendleOneToken()
    delete without.usersLeafData[alice]
    expect(await lies('pendle', without)).toMatchObject({ leaves: ['rawUserLeaves.0'], root: ['root'] })
  })

  it('names Σ off by one, by token', async () => {
    expect(await lies('pendle', pendleOneToken(), { funding: String(paid + 1n) })).toEqual({ funding: ['--funding'] })
    expect(await lies('pendle', pendleOneToken(), { funding: String(paid - 1n) })).toEqual({ funding: ['--funding'] })
    const off = `${first}=${paid},${second.toUpperCase().replace('X', 'x')}=${paid}`
    expect(await lies('pendle', pendleByToken(), { funding: off })).toEqual({ funding: [`--funding ${second}`] })
    expect(await lies('pendle', pendleByToken(), { funding: `${first}=${paid}` })).toEqual({ funding: [second] })
    await expect(lies('pendle', pendleByToken(), { funding: '5' })).rejects.toThrow(/several tokens/)
  })

  it('lets amounts grow and accounts come, and names whoever shrank or is missing', async () => {
    expect(await lies('pendle', pendleOneToken(3n), { before: pendleOneToken() })).toEqual({})
    const root = pendleByToken().merkleRoot
    expect(await lies('pendle', pendleByToken(3n, root), { before: pendleByToken() })).toEqual({})

    // Both files are true in themselves.
    const shrank = await lies('pendle', pendleOneToken(), { before: pendleOneToken(1n) })
    expect(shrank).toEqual({ before: accounts })
    const fewer = pendleByToken(3n, root)
    delete fewer.distributionDatas[second]![carol]
    expect((await lies('pendle', fewer, { before: pendleByToken() }))['before']).toEqual([`${carol} of ${second}`])
  })

  it('names more added than was funded, and a file that is not the one before', async () => {
    const over = { ...pendleOneToken(3n), sumAmountToFund: '14' }
    expect(await lies('pendle', over, { before: pendleOneToken() })).toEqual({ before: ['sumAmountToFund'] })
    expect(await lies('pendle', pendleByToken(3n, other), { before: pendleByToken() })).toEqual({
      before: ['parentRoot'],
    })
  })

  it('does not trust a file before that is not true itself', async () => {
    const before = pendleOneToken()
    before.usersLeafData[alice]!.amount = '1'
    expect(await lies('pendle', pendleOneToken(3n), { before })).toMatchObject({
      before: expect.arrayContaining(['--before']),
    })
  })

  it('refuses a campaign, which has no tree', async () => {
    const campaign = { merkleRoot: other, distributions: [{ token: first, sumAmount: '1', users: { [alice]: '1' } }] }
    await expect(audited('pendle', campaign)).rejects.toMatchObject({ code: 'E-EXTERNAL-FORMAT' })
  })
})
