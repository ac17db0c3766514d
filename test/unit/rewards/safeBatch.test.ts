import { encodeFunctionData, getAddress, type Hex, keccak256, stringToBytes } from 'viem'
import { describe, expect, it } from 'vitest'
import { address, hash } from '../../../src/economics/units'
import type { Distribution } from '../../../src/rewards/distribution'
import { approveCall, publishCall } from '../../../src/rewards/publish/distributor'
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
    style: 'per-period',
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

interface Transaction {
  readonly to: string
  readonly value: string
  readonly data: Hex | null
  readonly contractMethod: { readonly name: string; readonly inputs: { name: string; type: string }[] }
  readonly contractInputsValues: Readonly<Record<string, string>>
}
const parse = (text: string) =>
  JSON.parse(text) as { meta: Record<string, string>; transactions: readonly [Transaction, ...Transaction[]] }

/** The data that the transaction builder makes of a method and its inputs, which it takes in their order by name. */
const builtOf = ({ contractMethod, contractInputsValues }: Transaction): Hex =>
  encodeFunctionData({
    abi: [{ ...contractMethod, type: 'function', outputs: [], stateMutability: 'nonpayable' }],
    functionName: contractMethod.name,
    args: contractMethod.inputs.map(({ name }) => contractInputsValues[name]),
  })

describe('the Safe batch', () => {
  it('is the one call that publishes and funds an ETH distribution, in words', () => {
    const batch = parse(safeBatch(1, distributor, distribution()))
    expect(batch).toMatchObject({ version: '1.0', chainId: '1', createdAt: 1_790_812_799_000 })
    const input = (name: string, type: string) => ({ internalType: type, name, type })
    expect(batch.transactions).toEqual([
      {
        to: getAddress(distributor),
        value: '100',
        // The builder shows what has data as hex, and leaves the words beside it unread.
        data: null,
        contractMethod: {
          inputs: [
            ...[input('programId', 'bytes32'), input('period', 'uint256'), input('asset', 'address')],
            ...[input('root', 'bytes32'), input('total', 'uint256'), input('reportHash', 'bytes32')],
          ],
          name: 'publish',
          payable: true,
        },
        contractInputsValues: {
          ...{ programId: bytes32('a'), period: '202609', asset: `0x${'0'.repeat(40)}` },
          ...{ root: bytes32('b'), total: '100', reportHash: bytes32('c') },
        },
      },
    ])
    expect(builtOf(batch.transactions[0])).toBe(publishCall(distributor, distribution()).data)
  })

  it('of a token first allows the distributor to take exactly the pot', () => {
    const inToken = distribution({ asset: token })
    const { transactions } = parse(safeBatch(1, distributor, inToken))
    expect(transactions.map(({ to, value }) => [to, value])).toEqual([
      [getAddress(token), '0'],
      [getAddress(distributor), '0'],
    ])
    expect(transactions[0].contractMethod).toMatchObject({ name: 'approve', payable: false })
    expect(transactions[0].contractInputsValues).toEqual({ spender: getAddress(distributor), value: '100' })
    expect(transactions.map(builtOf)).toEqual([
      approveCall(distributor, token, 100n)!.data,
      publishCall(distributor, inToken).data,
    ])
  })

  it('names the Safe that it is for, with the checksum of its address', () => {
    const safe = address(`0x${'5a'.repeat(20)}`)
    const { meta } = parse(safeBatch(1, distributor, distribution(), { safe }))
    expect(meta.createdFromSafeAddress).toBe(getAddress(safe))
    expect(parse(safeBatch(1, distributor, distribution())).meta.createdFromSafeAddress).toBe('')
  })

  it('carries the builder’s checksum: keccak of the file without its name', () => {
    const batch = parse(safeBatch(1, distributor, distribution()))
    const { checksum, description } = batch.meta
    const input = (name: string, type: string) => `{["internalType","name","type"]"${type}","${name}","${type}",}`
    const written =
      '{["chainId","createdAt","meta","transactions","version"]"1",1790812799000,' +
      '{["createdFromOwnerAddress","createdFromSafeAddress","description","name","txBuilderVersion"]' +
      `"","",${JSON.stringify(description)},null,"1.16.5",},` +
      '[{["contractInputsValues","contractMethod","data","to","value"]' +
      '{["asset","period","programId","reportHash","root","total"]' +
      `"0x${'0'.repeat(40)}","202609","${bytes32('a')}","${bytes32('c')}","${bytes32('b')}","100",},` +
      '{["inputs","name","payable"]' +
      `[${input('programId', 'bytes32')},${input('period', 'uint256')},${input('asset', 'address')},` +
      `${input('root', 'bytes32')},${input('total', 'uint256')},${input('reportHash', 'bytes32')}],` +
      `"publish",true,},null,"${getAddress(distributor)}","100",}],` +
      '"1.0",}'
    expect(checksum).toBe(keccak256(stringToBytes(written)))
  })

  it('is the same bytes every time, and refused when there is nothing to pay', () => {
    expect(safeBatch(1, distributor, distribution())).toBe(safeBatch(1, distributor, distribution()))
    expect(() => safeBatch(1, distributor, distribution({}, null))).toThrow(
      expect.objectContaining({ code: 'E-EMPTY' }),
    )
  })

  it('of before, whose calls were hex, stays the same bytes', () => {
    const before = safeBatch(1, distributor, distribution({ asset: token }), { format: 'data' })
    expect(keccak256(stringToBytes(before))).toBe('0x4768a80aa5aebd858abd21a7ead29e012d4b23fa5066f689a2c9fe97b611edf8')
  })
})
