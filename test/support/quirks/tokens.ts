import { readFileSync } from 'node:fs'
import path from 'node:path'
import solc from 'solc'
import { type Abi, encodeDeployData, getContractAddress, type Hex } from 'viem'
import { type Address, account, DEAD, TestChain } from '../anvil'
import { TestContract } from '../contract'

export const ETHER = 10n ** 18n
export const owner = account(0)
/** `many` of 300 transfers fills a block of anvil's usual size. */
const FLAGS = ['--gas-limit', '3000000000']

/** Name of a token → contract, decimals and supply: each has a habit that has broken an indexer in public. */
const deployed = {
  plain: ['Plain', 18, 1_000_000n * ETHER],
  shapes: ['Shapes', 18, 1_000_000n * ETHER],
  rebasing: ['Rebasing', 18, 1_000_000n * ETHER],
  silent: ['Silent', 18, 1_000_000n * ETHER],
  six: ['Plain', 6, 1_000_000n * 10n ** 6n],
  zero: ['Plain', 0, 1_000_000n],
  d24: ['Plain', 24, 1_000_000n * 10n ** 24n],
  huge: ['Plain', 18, 2n ** 256n - 1n],
} as const
export type TokenName = keyof typeof deployed

export interface TokenChain {
  readonly chain: TestChain
  readonly tokens: Readonly<Record<TokenName, TestContract>>
}

/** A chain of 420 blocks with tokens of `Tokens.sol`, silent at both ends. The caller must stop it. */
export async function startTokenChain(): Promise<TokenChain> {
  const contracts = compiled('Tokens.sol')
  const chain = await TestChain.start(FLAGS)
  await mine(chain, 50)
  const tokens = {} as Record<TokenName, TestContract>
  let nonce = 0
  for (const [name, [contract, decimals, supply]] of Object.entries(deployed) as [
    TokenName,
    (typeof deployed)[TokenName],
  ][]) {
    const { abi, bytecode } = contracts[contract]!
    await chain.submit({ from: owner, data: encodeDeployData({ abi, bytecode, args: [decimals, supply] }) })
    const address = getContractAddress({ from: owner, nonce: BigInt(nonce++) }).toLowerCase() as Address
    tokens[name] = new TestContract(chain, address, abi)
    await chain.mine()
  }
  for (let i = 0; i < 330; i++) {
    for (const [token, method, ...args] of callsOf(i))
      await chain.submit({ from: owner, to: tokens[token].address, data: tokens[token].encode(method, args) })
    await chain.mine()
  }
  await mine(chain, 32)
  return { chain, tokens }
}

export const who = (i: number): Address => `0x${(0x1000 + i).toString(16).padStart(40, '0')}`

/** What is called in the i-th block: token, method, arguments. */
function callsOf(i: number): [TokenName, string, ...unknown[]][] {
  const calls: [TokenName, string, ...unknown[]][] = [['plain', 'transfer', who(i % 7), ETHER + BigInt(i)]]
  if (i % 10 === 0) calls.push(['plain', 'burn', ETHER / 3n], ['plain', 'transfer', DEAD, ETHER])
  if (i % 50 === 5) {
    for (const name of ['six', 'zero', 'd24'] as const)
      calls.push([name, 'transfer', who(i % 7), 1000n], [name, 'burn', 7n])
    calls.push(['silent', 'transfer', who(1), ETHER], ['huge', 'transfer', who(2), 2n ** 255n / 10n])
  }
  if (i === 100)
    calls.push(
      ['shapes', 'transfer', who(1), 5n * ETHER],
      ['shapes', 'nft', who(1), 42n],
      ['shapes', 'flat', who(2), 3n * ETHER],
      ['shapes', 'anonymousLog'],
    )
  if (i === 120) calls.push(['rebasing', 'transfer', who(1), 100n * ETHER])
  if (i === 140) calls.push(['rebasing', 'rebase', owner, 9000n])
  if (i === 160)
    calls.push(['huge', 'burn', 2n ** 255n], ['huge', 'mint', who(3), 2n ** 255n - 1n], ['plain', 'many', who(0), 300n])
  return calls
}

export async function mine(chain: TestChain, blocks: number): Promise<void> {
  for (let i = 0; i < blocks; i++) await chain.mine()
}

/** Contracts of a file, by name. */
export function compiled(
  file: 'Tokens.sol' | 'Strangers.sol' | 'Odd.sol',
): Record<string, { abi: Abi; bytecode: Hex }> {
  const content = (name: string) => ({ content: readFileSync(path.join(__dirname, name), 'utf8') })
  const input = {
    language: 'Solidity',
    sources: { 'Tokens.sol': content('Tokens.sol'), [file]: content(file) },
    settings: {
      evmVersion: 'london',
      optimizer: { enabled: true },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }
  const { contracts } = JSON.parse(solc.compile(JSON.stringify(input)))
  return Object.fromEntries(
    Object.entries<{ abi: Abi; evm: { bytecode: { object: string } } }>(contracts[file]).map(([name, { abi, evm }]) => [
      name,
      { abi, bytecode: `0x${evm.bytecode.object}` as const },
    ]),
  )
}
