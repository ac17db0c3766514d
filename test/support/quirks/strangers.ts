import { encodeDeployData } from 'viem'
import { type Address, DEAD } from '../anvil'
import { TestContract } from '../contract'
import { compiled, ETHER, mine, owner, startTokenChain, type TokenChain, who } from './tokens'

type Calls = readonly (readonly [method: string, ...args: unknown[]])[]

const SUPPLY = 1_000_000n * ETHER
const moved: Calls = [
  ['transfer', who(1), 100n * ETHER],
  ['transfer', who(2), 5n * ETHER + 1n],
]

/** Name of a token → contract of `Strangers.sol`, decimals, supply, and what its owner calls, a block each. */
const deployed = {
  oldSymbol: ['OldSymbol', 9, 1_000n, [['transfer', who(1), 10n]]],
  flat: ['Flat', 18, SUPPLY, [...moved, ['burn', ETHER], ['transfer', DEAD, 3n * ETHER]]],
  feeBurn: ['FeeBurn', 18, SUPPLY, moved],
  feeBurnSilent: ['FeeBurnSilent', 18, SUPPLY, moved],
  shares: ['Shares', 18, SUPPLY, [...moved, ['accrue', 7n * ETHER], ['transfer', who(3), ETHER]]],
  feeKept: ['FeeKept', 18, SUPPLY, moved],
} as const satisfies Record<string, readonly [string, number, bigint, Calls]>

export type StrangerName = keyof typeof deployed | 'upgraded' | 'credited' | 'mintedLater' | 'unheard'

export interface Strangers extends TokenChain {
  readonly strangers: Readonly<Record<StrangerName, TestContract>>
}

/** The chain of the small tokens, with more of them above, and silent at its end. The caller must stop it. */
export async function startStrangers(silentBlocks: number): Promise<Strangers> {
  const world = await startTokenChain()
  const { chain } = world
  const contracts = compiled('Strangers.sol')
  const small = compiled('Tokens.sol')
  const deploy = async (name: string, decimals: number, supply: bigint, from = contracts) => {
    const { abi, bytecode } = from[name]!
    const data = encodeDeployData({ abi, bytecode, args: [decimals, supply] })
    const { contractAddress } = await chain.send({ from: owner, data })
    return new TestContract(chain, contractAddress!.toLowerCase() as Address, abi)
  }
  const strangers: Partial<Record<StrangerName, TestContract>> = {}
  for (const [name, [contract, decimals, supply, calls]] of Object.entries(deployed)) {
    const token = await deploy(contract, decimals, supply)
    for (const [method, ...args] of calls) await token.write(owner, method, args)
    strangers[name as keyof typeof deployed] = token
  }

  /** A proxy whose code is replaced on the way. */
  const proxied = async () => {
    const [proxy, once, twice] = [
      await deploy('Proxy', 0, 0n),
      await deploy('ProxiedOnce', 0, 0n),
      await deploy('ProxiedTwice', 0, 0n),
    ]
    await proxy.write(owner, 'upgrade', [once.address])
    await new TestContract(chain, proxy.address, once.abi).write(owner, 'init', [6, 1_000_000n])
    await new TestContract(chain, proxy.address, once.abi).write(owner, 'transfer', [who(1), 5n])
    await proxy.write(owner, 'upgrade', [twice.address])
    const token = new TestContract(chain, proxy.address, twice.abi)
    await token.write(owner, 'transfer', [who(1), 5n])
    return token
  }
  strangers.upgraded = await proxied()
  strangers.credited = await proxied()
  await strangers.credited.write(owner, 'credit', [77n])
  strangers.mintedLater = await deploy('Plain', 18, SUPPLY, small)
  await strangers.mintedLater.write(owner, 'mint', [who(4), 5n * ETHER])
  strangers.unheard = await deploy('Silent', 18, SUPPLY, small)
  await mine(chain, silentBlocks)
  return { ...world, strangers: strangers as Strangers['strangers'] }
}
