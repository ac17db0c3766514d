import { encodeErrorResult, getAddress, type Hex, parseAbi } from 'viem'
import { describe, expect, it } from 'vitest'
import { NodeError } from '../../../src/chain/nodeError'
import { AssayError } from '../../../src/errors'
import { refusalWords, wouldRevert } from '../../../src/rewards/publish/refusal'
import { loadArtifact } from '../../support/artifact'

const account = getAddress(`0x${'5a'.repeat(20)}`)
const words = (signature: string, args: unknown[] = []) => {
  const abi = parseAbi([`error ${signature}`] as readonly string[])
  return refusalWords(encodeErrorResult({ abi, args, errorName: signature.slice(0, signature.indexOf('(')) }))
}

describe('a refusal of the contract in words', () => {
  it('says who may not publish, and what the owner does about it', () => {
    expect(words('NotPublisher(address account)', [account])).toEqual({
      says: `NotPublisher: ${account} may not publish`,
      next: `The distributor's owner allows it: setPublisher(${account}, true).`,
    })
  })

  it('says what a program may publish', () => {
    const { says, next } = words('AboveCap(uint256 total, uint256 cap)', [7n, 5n])
    expect(says).toBe('AboveCap: it pays 7, and the program may publish at most 5 a period')
    expect(next).toContain('setPeriodCap')
  })

  it('says what a token lacks', () => {
    const balance = words('ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)', [
      account,
      2n,
      9n,
    ])
    expect(balance.says).toBe(`ERC20InsufficientBalance: ${account} holds 2, and 9 is needed`)
    const allowance = words('InsufficientAllowance(address spender, uint256 allowed, uint256 needed)', [
      account,
      2n,
      9n,
    ])
    expect(allowance.says).toContain(`${account} may take 2, and 9 is needed`)
  })

  it('gives the text of an Error and the meaning of a Panic', () => {
    expect(words('Error(string)', ['ERC20: paused']).says).toBe('ERC20: paused')
    expect(words('Panic(uint256)', [0x11n]).says).toBe('Panic 0x11: a sum or product is beyond its type')
    expect(words('Panic(uint256)', [0x99n]).says).toBe('Panic 0x99')
  })

  it('tells an error that it does not know as it is, and says so where there is no reason', () => {
    expect(words('Blacklisted(address wallet)', [account]).says).toMatch(
      /^an error that is none of its own: 0x[0-9a-f]+$/,
    )
    expect(refusalWords('0x').says).toBe('it gives no reason')
  })

  it.each(['MerkleDistributor', 'CumulativeDistributor', 'DestraPool', 'DgaiToken'])(
    'knows every error of %s by name',
    (name) => {
      const errors = loadArtifact(name).abi.filter((item) => item.type === 'error')
      expect(errors.length).toBeGreaterThan(5)
      for (const error of errors) {
        const args = error.inputs.map(({ type }) =>
          type === 'address' ? account : type === 'bytes32' ? `0x${'1'.repeat(64)}` : 1n,
        )
        const data: Hex = encodeErrorResult({ abi: [error], args })
        const { says, next } = refusalWords(data)
        expect(says).toMatch(new RegExp(`^${error.name}: [a-z0-9]`))
        expect(next).toMatch(/\.$/)
      }
    },
  )

  it('is the error of a simulated call; a node that is away is no refusal', () => {
    const data = encodeErrorResult({ abi: parseAbi(['error EnforcedPause()']) })
    const refused = wouldRevert(new NodeError('node', 'eth_call', { code: 3, message: 'execution reverted', data }))
    expect(refused).toMatchObject({
      code: 'E-WOULD-REVERT',
      message: 'the distributor would refuse it: EnforcedPause: the contract is paused',
      next: 'Its owner ends the pause: unpause().',
    })
    const away = new NodeError('node', 'eth_call', { reason: 'ECONNREFUSED' })
    expect(wouldRevert(away)).toBe(away)
    expect(refused).toBeInstanceOf(AssayError)
  })
})
