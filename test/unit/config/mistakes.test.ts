import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadProfile, type ProfileInput, parseProfile } from '../../../src/config/profile'
import { loadNetworks } from '../../../src/embedded/supervisor/networks'

const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-mistakes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (n: number) => `0x${n.toString(16).padStart(40, '0')}`
const ZERO = at(0)
const token = { address: at(1), symbol: 'T', decimals: 18, burnSinks: [at(0xdead)] }
const good: ProfileInput = { name: 'somewhere', chainId: 7, token }
const campaign = { name: 'early', pot: '5', start: 1, end: 2, table: [{ address: at(2), weight: '1' }] }
const vesting = { label: 'team', total: '5', start: 10, end: 20 }
const split = { fromBlock: 5, stakers: 10_000, nodes: 0, buyback: 0 }

const refusal = (input: unknown): string => {
  try {
    parseProfile(input, 'p.json', {})
  } catch (error) {
    return (error as Error).message
  }
  return 'it was accepted'
}

describe('a mistake in a profile is named by its field, with what was found and wanted', () => {
  it.each<[field: string, over: object, wanted: string, found?: string]>([
    ['startBlock', { startBlock: '31' }, 'expected number', '"31"'],
    ['startBlock', { startBlock: -1 }, '>=0', '-1'],
    ['startBlock', { startBlock: 1.5 }, 'expected int', '1.5'],
    ['startBlock', { startBlock: null }, 'expected number'],
    ['chainId', { chainId: '0x1' }, 'expected number', '"0x1"'],
    ['chainId', { chainId: 0 }, '>0', '0'],
    ['token.decimals', { token: { ...token, decimals: '18' } }, 'expected number', '"18"'],
    ['token.decimals', { token: { ...token, decimals: 255 } }, '<=36', '255'],
    ['token.decimals', { token: { ...token, decimals: -1 } }, '>=0', '-1'],
    ['token.symbol', { token: { ...token, symbol: '' } }, '>=1', '""'],
    ['token.max', { token: { ...token, max: 21_000_000 } }, 'expected string', '21000000'],
    ['token.max', { token: { ...token, max: '21e24' } }, 'decimal string', '"21e24"'],
    ['token.burnSinks', { token: { ...token, burnSinks: [] } }, '>=1'],
    ['token.burnSinks', { token: { ...token, burnSinks: at(0xdead) } }, 'expected array', `"${at(0xdead)}"`],
    ['token.address', { token: { ...token, address: 'vitalik.eth' } }, '40 hex digits', '"vitalik.eth"'],
    ['token.address', { token: { ...token, address: `${at(1)}0` } }, '40 hex digits'],
    ['token.burnReducesTotal', { token: { ...token, burnReducesTotal: 'false' } }, 'expected boolean', '"false"'],
    ['token.excludedFromCirculating.0', { token: { ...token, excludedFromCirculating: [at(3)] } }, 'expected object'],
    [
      'token.excludedFromCirculating.0.address',
      { token: { ...token, excludedFromCirculating: [{ address: ZERO, label: 'burned' }] } },
      'is 0x0',
    ],
    ['accounts.0.address', { accounts: [{ address: ZERO, class: 'treasury', label: 'x' }] }, 'is 0x0'],
    ['accounts.0.class', { accounts: [{ address: at(3), class: 'tresury', label: 'x' }] }, '"treasury"', '"tresury"'],
    ['buybackAddresses.0', { buybackAddresses: [ZERO] }, 'is 0x0'],
    ['allocations.0.address', { allocations: [{ address: ZERO, label: 'x' }] }, 'is 0x0'],
    ['blooms', { blooms: 'no' }, 'expected boolean', '"no"'],
    ['logIndexes', { logIndexes: 'per-transaction' }, '"from-zero"|"odd"', '"per-transaction"'],
    ['finalityConfirmation', { finalityConfirmation: 0 }, '>=1', '0'],
    ['contracts.a.kind', { contracts: { a: { address: at(3), kind: 'staking' } } }, '"destra-pool"', '"staking"'],
    ['contracts.a.generation', { contracts: { a: { address: at(3), kind: 'destra-pool', generation: 4 } } }, '3', '4'],
    ['contracts', { contracts: [{ address: at(3), kind: 'destra-pool' }] }, 'expected record'],
    [
      'vesting.0.start',
      { vesting: [{ ...vesting, start: 1_750_000_000_000, end: 1_760_000_000_000 }] },
      'milliseconds',
    ],
    ['campaigns.0.end', { campaigns: [{ ...campaign, end: 1_750_000_000_000 }] }, 'milliseconds', '1750000000000'],
    ['campaigns.0.pot', { campaigns: [{ ...campaign, pot: 5 }] }, 'expected string', '5'],
    ['campaigns.0.pot', { campaigns: [{ ...campaign, pot: '-5' }] }, 'decimal string', '"-5"'],
    ['campaigns.0.table', { campaigns: [{ ...campaign, table: [] }] }, '>=1'],
    [
      'campaigns.0.table.0.weight',
      { campaigns: [{ ...campaign, table: [{ address: at(2), weight: '0.5' }] }] },
      'decimal',
    ],
    ['campaigns.0.asset', { campaigns: [{ ...campaign, asset: 'usd' }] }, '"eth"|"token"', '"usd"'],
    ['revenueSplitBps', { revenueSplitBps: [split, split] }, 'different blocks'],
    ['revenueSplitBps.0.stakers', { revenueSplitBps: [{ ...split, stakers: 100.5 }] }, 'expected int', '100.5'],
    ['minimumNodeStake', { minimumNodeStake: 100 }, 'expected string', '100'],
    ['dispatch.weights.0.weight', { dispatch: { weights: [{ address: at(3), weight: 0 }] } }, '>=1', '0'],
    ['dispatch.weights.0.weight', { dispatch: { weights: [{ address: at(3), weight: 0.5 }] } }, 'expected int', '0.5'],
    [
      'dispatch.weights',
      { dispatch: { weights: [2, 3].map((weight) => ({ address: at(3), weight })) } },
      'different accounts',
    ],
    ['name', { name: 'My Network' }, 'lower-case', '"My Network"'],
    ['rpc', { rpc: 8545 }, 'must be a URL'],
    ['rpc', { rpc: [] }, '>=1'],
    ['contracts.a.tokenIndex', { contracts: { a: { address: at(3), kind: 'uniswap-v2', tokenIndex: '0' } } }, '0 or 1'],
    ['tokens', { tokens: [] }, 'tokens'],
  ])('%s %o', (field, over, wanted, found) => {
    const said = refusal({ ...good, ...over })
    expect(said).toContain(`p.json: field ${field}: `)
    expect(said).toContain(wanted)
    if (found !== undefined) expect(said).toContain(`; found ${found}`)
    expect(said).not.toContain('\n')
  })

  it('and what may hold a key is not shown', () => {
    expect(refusal({ ...good, apiKey: 'k3y-of-mine' })).not.toContain('k3y')
    expect(refusal({ ...good, rpcUrl: 'https://node.example/k3y-of-mine' })).not.toContain('k3y')
    expect(refusal({ ...good, rpc: [5, 'https://node.example/k3y-of-mine'] })).not.toContain('k3y')
  })

  it.each([[[]], [null], ['{}'], [5]])('%o is no profile', (input) => {
    expect(refusal(input)).toContain('p.json: field (the whole file): ')
  })
})

describe('a profile', () => {
  const written = (name: string, text: string) => {
    const file = path.join(folder, name)
    writeFileSync(file, text)
    return file
  }

  it('may begin with a mark of its byte order', () => {
    expect(loadProfile(written('marked.json', `\uFEFF${JSON.stringify(good)}`), {}).name).toBe('somewhere')
  })

  it('whose name another has too is named with it', () => {
    const files = ['one.json', 'two.json'].map((name) => written(name, JSON.stringify({ ...good, rpc: 'http://node' })))
    expect(() => loadNetworks(files, {})).toThrow(/two\.json: field name: .*one\.json/)
  })
})
