import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { encodeDeployData } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openNode } from '../../../src/chain/node'
import { type ProfileInput, parseProfile } from '../../../src/config/profile'
import { checkProfile } from '../../../src/preflight/checkProfile'
import { type Address, DEAD, TestChain, ZERO } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { TestContract } from '../../support/contract'
import { QuirkProxy } from '../../support/quirks/proxy'
import { compiled, ETHER, owner } from '../../support/quirks/tokens'

const LONG = 'x'.repeat(10_000)
const tokens = {
  two: ['Named', 2, 100n, 'T'],
  seventySeven: ['Named', 77, 100n, 'T'],
  byte: ['Named', 255, 100n, 'T'],
  absurd: ['Named', 2n ** 256n - 1n, 100n, 'T'],
  unnamed: ['Named', 6, 100n, ''],
  long: ['Named', 6, 100n, LONG],
  steering: ['Named', 6, 100n, '\u001b[31mR\u0000ED\n\u202e'],
  foreign: ['Named', 6, 100n, '币安'],
  blank: ['Named', 0, 0n, ''],
  fresh: ['Named', 18, 0n, 'NEW'],
  mute: ['Mute', 100n],
  noSupply: ['NoSupply'],
  noSymbol: ['NoSymbol', 18, 100n],
  nft: ['Nft'],
  silent: ['Silent', 18, 100n],
  plain: ['Plain', 18, 100n * ETHER],
} as const satisfies Record<string, readonly [string, ...unknown[]]>
type Name = keyof typeof tokens | 'behind' | 'behindPlain' | 'before' | 'beforePlain' | 'wallet'

let chain: TestChain
let proxy: QuirkProxy
const at = { wallet: owner } as Record<Name, Address>
const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-odd-'))

beforeAll(async () => {
  chain = await TestChain.start()
  proxy = await QuirkProxy.start(chain.url)
  const contracts = { ...compiled('Odd.sol'), ...compiled('Tokens.sol') }
  for (let n = 0; n < 20; n++) await chain.mine()
  const deploy = async (name: string, ...args: unknown[]) => {
    const { abi, bytecode } = contracts[name]!
    const { contractAddress } = await chain.send({ from: owner, data: encodeDeployData({ abi, bytecode, args }) })
    return new TestContract(chain, contractAddress!.toLowerCase() as Address, abi)
  }
  for (const [name, [contract, ...args]] of Object.entries(tokens))
    at[name as Name] = (await deploy(contract, ...args)).address
  for (const [code, before, contract] of [
    ['behind', 'before', 'Behind'],
    ['behindPlain', 'beforePlain', 'BehindPlain'],
  ] as const) {
    const { address, abi } = await deploy(contract)
    at[code] = address
    at[before] = (await deploy('Before', address)).address
    await new TestContract(chain, at[before], abi).write(owner, 'init', [100n])
  }
  await new TestContract(chain, at.nft, contracts.Nft!.abi).write(owner, 'mint', [owner])
  for (let n = 0; n < 20; n++) await chain.mine()
})
afterAll(async () => {
  proxy?.stop()
  await chain?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const init = (token: string, rpc = chain.url, ...more: string[]) =>
  AssayProcess.run(['profile', 'init', '--token', token, '--rpc', rpc, ...more], {})
const file = () => path.join(mkdtempSync(path.join(folder, 'p-')), 'profile.json')

async function refusedFields(profile: ProfileInput) {
  const node = openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
  const outcome = await checkProfile(parseProfile(profile, 'test', {}), node)
  if (outcome.state !== 'looked') throw new Error(outcome.state)
  return outcome.lines.filter(({ severity }) => severity === 'refuse')
}
const profileOf = (token: Partial<ProfileInput['token']>, more: Partial<ProfileInput> = {}): ProfileInput => ({
  ...{ name: 'odd', chainId: 31337, rpc: chain.url, finalityConfirmation: 5 },
  token: { address: at.plain, symbol: 'T', decimals: 18, burnSinks: [DEAD, ZERO], ...token },
  ...more,
})

describe('assay profile init', () => {
  it.each<[Name, object]>([
    ['two', { symbol: 'T', decimals: 2 }],
    ['unnamed', { symbol: 'TOKEN', decimals: 6 }],
    ['long', { symbol: LONG.slice(0, 64), decimals: 6 }],
    ['steering', { symbol: '[31mRED', decimals: 6 }],
    ['foreign', { symbol: '币安', decimals: 6 }],
    ['fresh', { symbol: 'NEW', decimals: 18 }],
    ['mute', { symbol: 'TOKEN', decimals: 18 }],
    ['noSymbol', { symbol: 'TOKEN', decimals: 18 }],
    ['before', { symbol: 'UP', decimals: 18 }],
    ['beforePlain', { symbol: 'UP', decimals: 18 }],
  ])('of a token that is %s writes a profile that is not refused', async (name, token) => {
    const out = file()
    const { code, output } = await init(at[name], chain.url, '--out', out)
    expect([code, output]).toEqual([0, expect.not.stringContaining('refuse')])
    const profile = JSON.parse(readFileSync(out, 'utf8'))
    expect(profile.token).toMatchObject({ ...token, address: at[name] })
    expect(await refusedFields(profile)).toEqual([])
    expect(output.length).toBeLessThan(1_500)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })

  it.each<[Name, RegExp]>([
    ['seventySeven', /has 77 decimals; at most 36/],
    ['byte', /has 255 decimals/],
    ['absurd', /decimals; at most 36/],
    ['noSupply', /no ERC-20 answers/],
    ['nft', /no ERC-20 answers .*an ERC-721/],
    ['behind', /the code behind a proxy/],
    ['blank', /without supply, symbol or decimals/],
    ['silent', /of which Transfers tell 0/],
    ['wallet', /no ERC-20 answers/],
  ])('of %s says no in one sentence, and writes nothing', async (name, why) => {
    const out = file()
    const { code, output } = await init(at[name], chain.url, '--out', out)
    expect([code, output]).toEqual([2, expect.stringMatching(why)])
    expect(output.match(/^E-/gm)).toEqual(['E-'])
    expect(output).not.toMatch(/^ +at /m)
    expect(() => readFileSync(out)).toThrow()
  })

  it.each<[quirk: string, more: object]>([
    ['plain/-', {}],
    ['bloomzero/-', { blooms: false }],
    ['bloomabsent/-', { blooms: false }],
    ['logindex/-', { logIndexes: 'odd' }],
    ['upper/-', {}],
    ['zeros/-', {}],
    ['unfiltered/-', {}],
    ['noblockhash/-', {}],
    ['batch/none-allowed', {}],
    ['range/bare', {}],
    ['rate200/-', {}],
    ['quick429/-', {}],
  ])('at a node that is %s writes what is so', async (quirk, more) => {
    const out = file()
    const { code, output } = await init(at.plain, proxy.url(`${quirk}/init-odd`), '--out', out)
    expect([code, output]).toEqual([0, expect.stringContaining('written')])
    const { rpc, ...profile } = JSON.parse(readFileSync(out, 'utf8'))
    expect(profile).toEqual({
      ...{ name: expect.any(String), chainId: 31337, startBlock: 36 },
      token: { ...profileOf({}).token, burnReducesTotal: true },
      ...more,
    })
  })

  it('has an address whose capitals are wrong looked at again', async () => {
    const wrong = at.plain.replace(/[a-f]/, (letter) => letter.toUpperCase())
    expect(await init(wrong)).toMatchObject({ code: 2, output: expect.stringContaining('checksum') })
  })
})

describe('a profile is refused by the field that is wrong', () => {
  it.each<
    [what: string, field: string, token: () => Partial<ProfileInput['token']>, more?: () => Partial<ProfileInput>]
  >([
    ['the code behind a proxy', 'token.address', () => ({ address: at.behind, symbol: 'UP' })],
    ['the code behind a plain proxy', 'token.address', () => ({ address: at.behindPlain, symbol: 'UP' })],
    ['an ERC-721', 'token.address', () => ({ address: at.nft, symbol: 'NFT' })],
    ['a token of 77 decimals', 'token.decimals', () => ({ address: at.seventySeven })],
    ['a wallet', 'token.address', () => ({ address: owner })],
    [
      'token and pool in each other’s place',
      'contracts.pool.address',
      () => ({ address: at.plain }),
      () => ({ contracts: { pool: { address: at.two, kind: 'destra-pool' } } }),
    ],
    [
      'a wallet as a contract',
      'contracts.vault.address',
      () => ({}),
      () => ({ contracts: { vault: { address: owner, kind: 'revenue-vault' } } }),
    ],
    [
      'a mistyped burn sink',
      'token.burnSinks.0',
      () => ({ burnSinks: ['0x000000000000000000000000000000000000DEAd'] }),
    ],
    ['an endpoint without its scheme', 'rpc', () => ({}), () => ({ rpc: 'node.example:8545' })],
    ['an endpoint that is a word', 'rpc', () => ({}), () => ({ rpc: 'infura' })],
    ['an endpoint of another scheme', 'rpc', () => ({}), () => ({ rpc: ['ftp://node.example'] })],
    ['a head of a timestamp', 'startBlock', () => ({}), () => ({ startBlock: 1_750_000_000 })],
    ['the chain of a testnet', 'chainId', () => ({}), () => ({ chainId: 11155111 })],
  ])('%s: %s', async (_, field, token, more = () => ({})) => {
    const refused = await refusedFields(profileOf(token(), more()))
    expect(refused.map((line) => line.field)).toContain(field)
    for (const { found, wanted, write } of refused) expect([found, wanted, write]).not.toContain('')
  })

  it('a pushing endpoint that does not speak by WebSocket is named by its setting', async () => {
    const node = openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
    const profile = parseProfile(profileOf({}), 'test', { RPC_ODD_WS: 'https://node.example/k3y-of-mine' })
    const outcome = await checkProfile(profile, node)
    expect(outcome).toMatchObject({ lines: [{ field: 'RPC_ODD_WS', severity: 'refuse' }] })
    expect(JSON.stringify(outcome)).not.toContain('k3y')
  })
})
