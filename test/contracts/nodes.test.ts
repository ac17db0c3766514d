import { keccak256, stringToBytes } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { account, DEAD, TestChain, ZERO } from '../support/anvil'
import { eventOrder, type TestContract } from '../support/contract'

const [OWNER, OPERATOR, NODE, STRANGER] = [account(1), account(2), account(3), account(4)]
const JOB = keccak256(stringToBytes('job'))

describe('NodeRegistry, Votes, DgaiToken', () => {
  let chain: TestChain
  let registry: TestContract
  let votes: TestContract
  let token: TestContract

  beforeAll(async () => {
    chain = await TestChain.start()
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    token = await chain.deploy('DgaiToken', [OWNER], OWNER)
    registry = await chain.deploy('NodeRegistry', [token.address], OWNER)
    votes = await chain.deploy('Votes', [token.address], OWNER)
    await token.write(OWNER, 'mint', [OPERATOR, 10_000n])
    await token.write(OPERATOR, 'approve', [registry.address, 10_000n])
  })

  const node = () => registry.read<[string, bigint, bigint]>('nodes', [NODE])
  const register = (stake: bigint) => registry.write(OPERATOR, 'registerNode', [NODE, stake])
  const slash = (bps: bigint, reason = 'fake result') => registry.write(OWNER, 'slash', [NODE, JOB, bps, reason])

  it('registers once and tracks the own stake absolutely', async () => {
    const receipt = await register(1_000n)
    expect(registry.events(receipt)).toEqual([
      { name: 'NodeRegistered', args: { node: NODE, operator: OPERATOR, stake: 1_000n } },
    ])
    await expect(register(1n)).rejects.toMatchObject({ errorName: 'NodeExists' })
    const added = await registry.write(OPERATOR, 'addStake', [NODE, 500n])
    expect(registry.events(added)).toEqual([{ name: 'NodeStakeChanged', args: { node: NODE, stake: 1_500n } }])
    const taken = await registry.write(OPERATOR, 'withdrawStake', [NODE, 1_200n])
    expect(registry.events(taken)).toEqual([{ name: 'NodeStakeChanged', args: { node: NODE, stake: 300n } }])
    expect(await token.read('balanceOf', [registry.address])).toBe(300n)
    await expect(registry.write(OPERATOR, 'withdrawStake', [NODE, 301n])).rejects.toMatchObject({
      errorName: 'StakeTooLow',
    })
    await expect(registry.write(STRANGER, 'withdrawStake', [NODE, 1n])).rejects.toMatchObject({
      errorName: 'NotOperator',
    })
    await expect(registry.write(OPERATOR, 'registerNode', [ZERO, 1n])).rejects.toMatchObject({
      errorName: 'InvalidNode',
    })
  })

  it.each([500n, 777n, 2_000n])(
    'a slash of %s bps burns the floor of it, Slashed before NodeStakeChanged',
    async (bps) => {
      await register(1_999n)
      const receipt = await slash(bps)
      const amount = (1_999n * bps) / 10_000n
      expect(eventOrder(receipt, { token, registry })).toEqual([
        'token.Transfer',
        'registry.Slashed',
        'registry.NodeStakeChanged',
      ])
      expect(token.event(receipt, 'Transfer')).toEqual({
        from: registry.address.toLowerCase(),
        to: DEAD,
        value: amount,
      })
      expect(registry.events(receipt)).toEqual([
        { name: 'Slashed', args: { node: NODE, jobId: JOB, amount, stakeBefore: 1_999n, reason: 'fake result' } },
        { name: 'NodeStakeChanged', args: { node: NODE, stake: 1_999n - amount } },
      ])
      expect((await node())[1]).toBe(1_999n - amount)
    },
  )

  it('refuses to slash outside 5 to 20 %, an unknown node, or by a stranger', async () => {
    await expect(slash(500n)).rejects.toMatchObject({ errorName: 'UnknownNode' })
    await register(1_000n)
    for (const bps of [0n, 499n, 2_001n])
      await expect(slash(bps)).rejects.toMatchObject({ errorName: 'SlashOutOfRange' })
    await expect(registry.write(OPERATOR, 'slash', [NODE, JOB, 500n, ''])).rejects.toMatchObject({
      errorName: 'OwnableUnauthorizedAccount',
    })
  })

  it('jails and unjails; a jailed node keeps its stake where a slash can reach it', async () => {
    await register(1_000n)
    const until = BigInt(chain.now + 1_000)
    const jailed = await registry.write(OWNER, 'jail', [NODE, until, 'down for 73 hours'])
    expect(registry.events(jailed)).toEqual([
      { name: 'NodeJailed', args: { node: NODE, until, reason: 'down for 73 hours' } },
    ])
    await expect(registry.write(OPERATOR, 'withdrawStake', [NODE, 1n])).rejects.toMatchObject({ errorName: 'Jailed' })
    const freed = await registry.write(OWNER, 'unjail', [NODE])
    expect(registry.events(freed)).toEqual([{ name: 'NodeUnjailed', args: { node: NODE } }])
    await expect(registry.write(OWNER, 'unjail', [NODE])).rejects.toMatchObject({ errorName: 'NotJailed' })
    await registry.write(OPERATOR, 'withdrawStake', [NODE, 1n])
  })

  it('votes once per address and proposal, with the balance as power', async () => {
    const receipt = await votes.write(OPERATOR, 'castVote', [1n])
    expect(votes.events(receipt)).toEqual([
      { name: 'VoteCast', args: { proposalId: 1n, voter: OPERATOR, power: 10_000n } },
    ])
    await expect(votes.write(OPERATOR, 'castVote', [1n])).rejects.toMatchObject({ errorName: 'AlreadyVoted' })
    await expect(votes.write(STRANGER, 'castVote', [1n])).rejects.toMatchObject({ errorName: 'NoPower' })
    await token.write(OPERATOR, 'transfer', [STRANGER, 1n])
    const relayed = await votes.write(OWNER, 'castVotesFor', [2n, [OPERATOR, STRANGER]])
    expect(votes.events(relayed).map(({ args }) => args.power)).toEqual([9_999n, 1n])
    await expect(votes.write(STRANGER, 'castVotesFor', [3n, [STRANGER]])).rejects.toMatchObject({
      errorName: 'OwnableUnauthorizedAccount',
    })
  })

  it('DGAI: the owner mints up to 10^27 and there is no way to burn', async () => {
    const left = 10n ** 27n - 10_000n
    await expect(token.write(OWNER, 'mint', [OWNER, left + 1n])).rejects.toMatchObject({ errorName: 'AboveMaxSupply' })
    await token.write(OWNER, 'mint', [OWNER, left])
    await token.write(OWNER, 'transfer', [DEAD, 5n])
    expect(await token.read('totalSupply')).toBe(10n ** 27n)
    expect(token.abi.filter((item) => 'name' in item && /burn/i.test(item.name ?? ''))).toEqual([])
  })
})
