import fc from 'fast-check'
import { type AbiFunction, encodeFunctionData, type Hex, parseAbiItem } from 'viem'
import { describe, expect, it } from 'vitest'
import { method, Text } from '../../../src/devnet/chain/calldata'

const word = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })
const account = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((b) => `0x${Buffer.from(b).toString('hex')}` as Hex)
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((b) => `0x${Buffer.from(b).toString('hex')}` as Hex)

function byViem(signature: string, args: readonly unknown[]): Hex {
  return encodeFunctionData({ abi: [parseAbiItem(`function ${signature}`) as AbiFunction], args })
}

describe('calldata', () => {
  it('encodes static words as viem does', () => {
    const signature = 'setPublisher(address,bool)'
    fc.assert(
      fc.property(account, fc.boolean(), (who, allowed) => {
        expect(method(signature)(who, allowed)).toBe(byViem(signature, [who, allowed]))
      }),
    )
  })

  it('encodes arrays between words as viem does', () => {
    const signature = 'closeEpoch(uint256,uint256,uint256,uint256[],uint256[])'
    fc.assert(
      fc.property(word, fc.array(word), fc.array(word), (one, first, second) => {
        expect(method(signature)(one, 2, 3n, first, second)).toBe(byViem(signature, [one, 2n, 3n, first, second]))
      }),
    )
  })

  it('encodes arrays of tuples as viem does', () => {
    const signature = 'openBills((bytes32,bytes32,address,address,uint256)[])'
    const tuple = fc.tuple(bytes32, bytes32, account, account, word)
    fc.assert(
      fc.property(fc.array(tuple), (bills) => {
        expect(method(signature)(bills)).toBe(byViem(signature, [bills]))
      }),
    )
  })

  it('encodes strings as viem does', () => {
    const signature = 'slash(address,bytes32,uint256,string)'
    fc.assert(
      fc.property(account, bytes32, word, fc.string({ unit: 'grapheme', maxLength: 60 }), (node, job, bps, reason) => {
        expect(method(signature)(node, job, bps, new Text(reason))).toBe(byViem(signature, [node, job, bps, reason]))
      }),
    )
  })

  it.each([[-1n], [2n ** 256n], [1.5], ['0x'], ['12'], [`0x${'0'.repeat(65)}`]])('refuses %s', (value) => {
    expect(() => method('f(uint256)')(value)).toThrow(RangeError)
  })
})
