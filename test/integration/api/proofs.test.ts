import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type Fixture, ONE, startFixture } from './fixture'
import { accounts, amountOf, forge, ID, LEAF, nodesOf, PERIOD, PROGRAM_ID, payTwenty, treeOf } from './payout'
import { tellStory } from './story'

const { root } = treeOf()
const indexOf = (account: string) =>
  treeOf()
    .dump()
    .values.find(({ value }) => value[2] === account)!.treeIndex
const [first, second] = [accounts[3]!, accounts[11]!]
const flipAt = (byte: number) =>
  `update report_tree set nodes = set_byte(nodes, ${byte}, get_byte(nodes, ${byte}) # 1) where distribution_id = '${ID}'`
const share = (set: string, account: string) =>
  `update report_share set ${set} where distribution_id = '${ID}' and account = '${account}'`
const swapped = (a: number, b: number) => {
  const nodes = nodesOf(treeOf())
  const node = Buffer.from(nodes.subarray(a * 32, a * 32 + 32))
  nodes.copyWithin(a * 32, b * 32, b * 32 + 32)
  node.copy(nodes, b * 32)
  return `update report_tree set nodes = '\\x${nodes.toString('hex')}'`
}
const othersPay = treeOf((account) => amountOf(account) + (account === first ? 10n * ONE : 0n))

/** What is altered, and how many of twenty proofs the contract would refuse for it. */
const lies: readonly (readonly [what: string, refused: number, sql: readonly string[]])[] = [
  ['nothing', 0, []],
  ['a byte of the stored root, which no proof holds', 0, [flipAt(0)]],
  ['the first byte of a node below the root', 8, [flipAt(32)]],
  ['the last byte of the other node below the root', 12, [flipAt(3 * 32 - 1)]],
  ['a byte in the middle of an inner node', 4, [flipAt(3 * 32 + 16)]],
  ['the first byte of a leaf', 1, [flipAt(indexOf(first) * 32)]],
  ['the last byte of the last leaf', 1, [flipAt(39 * 32 - 1)]],
  ['two nodes exchanged', 8, [swapped(3, 5)]],
  ['a tree cut off in a node', 20, ['update report_tree set nodes = substring(nodes from 1 for 48)']],
  ['no tree', 20, ['delete from report_tree']],
  ['an amount one wei up', 1, [share('amount = amount + 1', first)]],
  ['an amount one wei down', 1, [share('amount = amount - 1', second)]],
  ['an amount beyond a uint256', 1, [share('amount = 2::numeric ^ 256', first)]],
  ['a place in the tree that is another’s', 1, [share(`tree_index = ${indexOf(second)}`, first)]],
  ['the place of the root', 1, [share('tree_index = 0', first)]],
  ['a place below 0', 1, [share('tree_index = -7', first)]],
  ['a place after the tree', 1, [share('tree_index = 2147483647', first)]],
  ['another period', 20, ['update distribution set period_number = 202511']],
  ['another program', 20, [`update distribution set program_id = '0x${'5f'.repeat(32)}'`]],
  ['more behind the program’s id', 20, [`update distribution set program_id = program_id || '00'`]],
  ['another root in the report', 20, [`update report set root = '${othersPay.root}'`]],
  [
    'amount, leaf, tree and root, all of one piece',
    20,
    [
      share('amount = amount + 10000000000000000000', first),
      `update report_tree set nodes = '\\x${nodesOf(othersPay).toString('hex')}'`,
      `update report set root = '${othersPay.root}'`,
      ...othersPay.dump().values.map(({ value, treeIndex }) => share(`tree_index = ${treeIndex}`, value[2] as string)),
    ],
  ],
]

describe('a proof is climbed before it is served', () => {
  let fixture: Fixture
  beforeAll(async () => {
    fixture = await startFixture()
    await tellStory(fixture.db)
    await payTwenty(fixture.db)
    for (const table of ['distribution', 'report', 'report_share', 'report_tree'])
      await fixture.db.query(`create table true_${table} as table ${table}`)
  }, 60_000)
  afterAll(() => fixture?.stop())

  async function restore(): Promise<void> {
    for (const table of ['report_tree', 'report_share', 'report', 'distribution'])
      await forge(fixture.db, `delete from ${table}`)
    for (const table of ['distribution', 'report', 'report_share', 'report_tree'])
      await forge(fixture.db, `insert into ${table} select * from true_${table}`)
  }

  it.each(lies)('%s: %i of 20 are refused', async (_, refused, sql) => {
    for (const each of sql) await forge(fixture.db, each)
    const fields = 'root programId periodNumber account amount proof'
    const answers = await Promise.all(
      accounts.map((account) =>
        ask(
          fixture.api,
          `{ distribution(id: "${ID}") { proof(address: "${account}") { ${fields} } }
             staker(network: "testnet", address: "${account}") { rewards { proof { ${fields} } } } }`,
        ),
      ),
    )
    await restore()
    const errors = answers.flatMap((answer) => answer.errors ?? [])
    const served = answers
      .flatMap(({ data }) => [data.distribution.proof, data.staker.rewards[0].proof])
      .filter((proof) => proof !== null)
    for (const { programId, periodNumber, account, amount, proof, ...rest } of served) {
      expect(rest.root).toBe(root)
      expect([programId, periodNumber, amount]).toEqual([PROGRAM_ID, `${PERIOD}`, `${amountOf(account)}`])
      expect(StandardMerkleTree.verify(root, LEAF, [programId, periodNumber, account, amount], proof)).toBe(true)
    }
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(Array(2 * refused).fill('E-PROOF-BROKEN'))
    expect(served).toHaveLength(2 * (20 - refused))
    for (const { message, extensions } of errors) {
      expect(message).toContain(ID)
      expect(extensions['next']).toContain('assay rewards')
    }
  })
})
