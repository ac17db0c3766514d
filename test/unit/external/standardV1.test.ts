import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { describe, expect, it } from 'vitest'
import { audited, lies } from './audited'
import { accounts, paid, standardV1, tokens } from './published'

type File = ReturnType<typeof standardV1>
const [alice, bob] = accounts
const row = (at: number, account: string = accounts[at]!) => `values.${at} (${account})`

function lying(change: (file: File) => void): Promise<Record<string, string[]>> {
  const file = structuredClone(standardV1())
  change(file)
  return lies('standard-v1', file)
}

describe('a dump of @openzeppelin/merkle-tree', () => {
  it('is true, whatever its leaves hold', async () => {
    expect(await lies('standard-v1', standardV1(), { funding: String(paid) })).toEqual({})
    const own = StandardMerkleTree.of(
      accounts.map((account, at) => [`0x${'9'.repeat(64)}`, '202609', account, String(at + 1)]),
      ['bytes32', 'uint256', 'address', 'uint256'],
    ).dump()
    expect(await lies('standard-v1', own, { funding: '15' })).toEqual({})
    const byToken = StandardMerkleTree.of(
      accounts.flatMap((account) => tokens.map((token) => [account, token, '5', ['1', '2'], 'x'])),
      ['address', 'address', 'uint128', 'uint8[]', 'string'],
    ).dump()
    const audit = await audited('standard-v1', byToken)
    expect(audit).toMatchObject({ ok: true, totals: { [tokens[0]]: '25', [tokens[1]]: '25' } })
  })

  it('names the value whose amount is one more', async () => {
    const found = await lying(({ values }) => {
      values[1]!.value[1] = '7001'
    })
    expect(found).toEqual({ leaves: [row(1)], root: ['root'] })
  })

  it('names another root, and a node that is not the hash of those below', async () => {
    const other = `0x${'ab'.repeat(32)}`
    expect(await lying(({ tree }) => void tree.splice(0, 1, other))).toEqual({ root: ['root'] })
    expect(await lying(({ tree }) => void tree.splice(1, 1, other))).toEqual({ leaves: ['tree.1'] })
    expect((await lying(({ tree }) => void tree.splice(8, 1, other)))['leaves']).toHaveLength(2)
    expect((await lying(({ tree }) => void tree.splice(8, 1, '0xab')))['leaves']).toContain('tree.8')
  })

  it('names both of two accounts exchanged', async () => {
    const found = await lying(({ values }) => {
      values[0]!.value[0] = bob
      values[1]!.value[0] = alice
    })
    expect(found).toEqual({ leaves: [row(0, bob), row(1, alice)], root: ['root'] })
  })

  it('names an account that stands twice in another letter case, also under an index of its own', async () => {
    const upper = `0x${alice.slice(2).toUpperCase()}`
    const twice = StandardMerkleTree.of(
      [...accounts, upper].map((account, at) => [account, String(at + 1)]),
      ['address', 'uint256'],
    )
    expect(await lies('standard-v1', twice.dump())).toEqual({ duplicates: [row(5, upper)] })
    const indexed = StandardMerkleTree.of(
      [...accounts, upper].map((account, at) => [String(at), account, '5']),
      ['uint256', 'address', 'uint256'],
    )
    expect(await lies('standard-v1', indexed.dump())).toEqual({ duplicates: [row(5, upper)] })
  })

  it('lets one account stand for several things', async () => {
    const items = accounts.flatMap((account) => ['1', '2'].map((item) => [account, item, '5']))
    const tree = StandardMerkleTree.of(items, ['address', 'uint256', 'uint256'])
    expect(await lies('standard-v1', tree.dump(), { funding: '50' })).toEqual({})
  })

  it('names a leaf that stands twice and a place that two values claim', async () => {
    expect(await lying(({ values }) => void values.push(structuredClone(values[1]!)))).toMatchObject({
      duplicates: [row(5, bob)],
      leaves: ['tree'],
    })
  })

  it('names a leaf without a value, and a value without a leaf', async () => {
    const place = standardV1().values[4]!.treeIndex
    const found = await lying(({ values }) => void values.pop())
    expect(found['leaves']).toEqual(expect.arrayContaining(['tree', `tree.${place}`]))
    for (const treeIndex of [0, 9, 2 ** 50])
      expect((await lying(({ values }) => void Object.assign(values[1]!, { treeIndex })))['leaves']).toContain(row(1))
  })

  it('knows the encoding whose leaves they are', async () => {
    const file = structuredClone(standardV1())
    file.leafEncoding = ['address', 'uint128']
    expect(await lies('standard-v1', file)).toEqual({})
    file.leafEncoding = ['address', 'uint8']
    expect((await lies('standard-v1', file))['amounts']).toHaveLength(3)
    file.leafEncoding = ['address', 'string']
    expect((await lies('standard-v1', file))['leaves']).toHaveLength(5)
    file.leafEncoding = ['address', '(uint256)']
    await expect(audited('standard-v1', file)).rejects.toMatchObject({ code: 'E-EXTERNAL-FORMAT' })
  })

  it.each([
    ['a negative amount', ['address', 'uint256'], -1, 'amounts'],
    ['a negative amount of a signed type', ['address', 'int256'], '-1', 'amounts'],
    ['too large an amount', ['address', 'uint256'], String(2n ** 256n), 'amounts'],
    ['a number that JSON cannot hold', ['address', 'uint256'], 2 ** 60, 'amounts'],
    ['bytes that are too short', ['address', 'bytes32'], '0xab', 'amounts'],
  ])('names %s', async (_, leafEncoding, value, check) => {
    const found = await lying((file) => {
      Object.assign(file, { leafEncoding })
      file.values[2]!.value[1] = value
    })
    expect(found[check]).toContain(row(2))
  })

  it('names the zero address and one that is none', async () => {
    for (const strange of [`0x${'0'.repeat(40)}`, '0xb0b'])
      expect((await lying(({ values }) => void values[3]!.value.splice(0, 1, strange)))['addresses']).toEqual([
        row(3, strange),
      ])
  })

  it('names whoever shrank between two files or is missing', async () => {
    expect(await lies('standard-v1', standardV1(2n), { before: standardV1() })).toEqual({})
    expect(await lies('standard-v1', standardV1(), { before: standardV1(2n) })).toEqual({ before: accounts })
    const fewer = StandardMerkleTree.of([[bob, '7000']], ['address', 'uint256']).dump()
    const found = await lies('standard-v1', fewer, { before: standardV1() })
    expect(found).toEqual({ before: accounts.filter((account) => account !== bob) })
  })
})
