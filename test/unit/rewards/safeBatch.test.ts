import { decodeFunctionData, type Hex, keccak256, parseAbi, stringToBytes } from 'viem'
import { describe, expect, it } from 'vitest'
import { address, hash } from '../../../src/economics/units'
import type { Distribution } from '../../../src/rewards/distribution'
import { distributorAbi } from '../../../src/rewards/publish/distributor'
import { safeBatch } from '../../../src/rewards/publish/safeBatch'

const distributor = address(`0x${'d0'.repeat(20)}`)
const token = address(`0x${'70'.repeat(20)}`)
const bytes32 = (digit: string) => hash(`0x${digit.repeat(64)}`)

function distribution(
  over: Partial<Distribution> = {},
  root: Distribution['programId'] | null = bytes32('b'),
): Distribution {
  return {
    id: 'somewhere:destra.stakers.monthly:2026-09',
    network: 'somewhere',
    program: 'destra.stakers.monthly',
    programId: bytes32('a'),
    ruleset: 'eth-month/v1',
    asset: 'eth',
    period: '2026-09',
    periodNumber: 202609n,
    start: 0,
    end: 1,
    state: 'approved',
    held: null,
    approvedBy: 'a person',
    approvedDespite: null,
    approvedReason: null,
    publishedTx: null,
    publishedBlock: null,
    report: {
      pinned: { number: 9, hash: bytes32('9'), time: 1_790_812_799 },
      pot: 101n,
      carryIn: 1n,
      distributed: 100n,
      carry: 1n,
      totalWeight: 7n,
      stakedWeight: 7n,
      participants: 2,
      shares: 2,
      root,
      reportHash: bytes32('c'),
    },
    ...over,
  }
}

const parse = (text: string) =>
  JSON.parse(text) as { meta: { checksum: string }; transactions: { to: string; value: string; data: Hex }[] }

describe('the Safe batch', () => {
  it('is the one call that publishes and funds an ETH distribution', () => {
    const batch = parse(safeBatch(1, distributor, distribution()))
    expect(batch).toMatchObject({ version: '1.0', chainId: '1', createdAt: 1_790_812_799_000 })
    expect(batch.transactions.map(({ to, value }) => [to, value])).toEqual([[distributor, '100']])
    expect(decodeFunctionData({ abi: distributorAbi, data: batch.transactions[0]!.data }).args).toEqual([
      ...[bytes32('a'), 202609n, `0x${'0'.repeat(40)}`, bytes32('b'), 100n, bytes32('c')],
    ])
  })

  it('of a token first allows the distributor to take exactly the pot', () => {
    const { transactions } = parse(safeBatch(1, distributor, distribution({ asset: token })))
    expect(transactions.map(({ to, value }) => [to, value])).toEqual([
      [token, '0'],
      [distributor, '0'],
    ])
    const abi = parseAbi(['function approve(address,uint256)'])
    const { args } = decodeFunctionData({ abi, data: transactions[0]!.data })
    expect([String(args[0]).toLowerCase(), args[1]]).toEqual([distributor, 100n])
  })

  it('carries the builder’s checksum: keccak of the file without its name', () => {
    const batch = parse(safeBatch(1, distributor, distribution()))
    const { checksum, ...meta } = batch.meta as unknown as Record<string, string>
    const [only] = batch.transactions as unknown as Record<string, string>[]
    const written =
      '{["chainId","createdAt","meta","transactions","version"]"1",1790812799000,' +
      '{["createdFromOwnerAddress","createdFromSafeAddress","description","name","txBuilderVersion"]' +
      `"","",${JSON.stringify(meta.description)},null,"1.16.5",},` +
      `[{["contractInputsValues","contractMethod","data","to","value"]null,null,"${only!.data}","${distributor}","100",}],` +
      '"1.0",}'
    expect(checksum).toBe(keccak256(stringToBytes(written)))
  })

  it('is the same bytes every time, and refused when there is nothing to pay', () => {
    expect(safeBatch(1, distributor, distribution())).toBe(safeBatch(1, distributor, distribution()))
    expect(() => safeBatch(1, distributor, distribution({}, null))).toThrow(
      expect.objectContaining({ code: 'E-EMPTY' }),
    )
  })
})
