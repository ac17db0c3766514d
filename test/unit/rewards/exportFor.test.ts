import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseUnits } from 'viem'
import { describe, expect, it } from 'vitest'
import { address } from '../../../src/economics/units'
import { type ExportTool, exportFor, type Payable } from '../../../src/rewards/files/exportFor'

/** Addresses with a checksum are those of EIP-55. Files were written by hand, after what each tool documents or reads. */
const golden = (name: string) => readFileSync(path.join(__dirname, '../../golden/exports', name), 'utf8')
const payable: Payable = {
  id: 'net:a.program:2026-09',
  asset: address('0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb'),
  decimals: 18,
  shares: [
    { account: address('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'), amount: 1_234_500_000_000_000_000_000n },
    { account: address('0x7aaeb6053f3e94c9b9a09f33669435e7ef1beaed'), amount: 0n },
    { account: address('0xdbf03b407c01e7cd3cbea99509d93f8dddc8c6fb'), amount: 3_000_000_000_000_000_000n },
    { account: address('0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359'), amount: 1n },
  ],
}
const paid = payable.shares.filter(({ amount }) => amount > 0n).map(({ account, amount }) => [account, amount])

describe('a distribution as others read it', () => {
  it.each<[ExportTool, Partial<Payable>, string]>([
    ['sablier', {}, 'sablier.csv'],
    ['disperse', {}, 'disperse.txt'],
    ['disperse', { asset: 'eth' }, 'disperse.txt'],
    ['safe-airdrop', {}, 'safe-airdrop.csv'],
    ['safe-airdrop', { asset: 'eth' }, 'safe-airdrop-native.csv'],
    ['merkl', {}, 'merkl.json'],
    ['merkl', { decimals: null }, 'merkl.json'],
  ])('%s, %o: is %s', (tool, over, file) => {
    expect(exportFor(tool, { ...payable, ...over })).toBe(golden(file))
  })

  it('disperse finds every line by its own pattern', () => {
    const pattern = /(0x[0-9a-fA-F]{40})[,\s=:;]+([0-9]+(?:\.[0-9]+)?)/g
    const read = [...exportFor('disperse', payable).matchAll(pattern)]
    expect(read.map(([, account, amount]) => [account!.toLowerCase(), parseUnits(amount!, 18)])).toEqual(paid)
  })

  it('Sablier takes every amount by its own pattern, and pads it to the same base units', () => {
    const [header, ...lines] = exportFor('sablier', payable).trimEnd().split('\n')
    expect(header).toBe('address,amount')
    const read = lines.map((line) => line.split(','))
    for (const [, amount] of read) expect(amount).toMatch(/^[+]?\d*\.?\d{0,18}$/)
    expect(read.map(([account, amount]) => [account!.toLowerCase(), parseUnits(amount!, 18)])).toEqual(paid)
  })

  it.each([0, 6])('with %s decimals', (decimals) => {
    const shares = payable.shares.map((share) => ({ ...share, amount: share.amount && 1_500_000n }))
    const amount = decimals === 0 ? '1500000' : '1.5'
    expect(
      exportFor('disperse', { ...payable, decimals, shares })
        .split('\n')[0]!
        .split(' ')[1],
    ).toBe(amount)
  })

  it.each<[string, ExportTool, Partial<Payable>]>([
    ['a coin', 'sablier', { asset: 'eth' }],
    ['a coin', 'merkl', { asset: 'eth' }],
    ['one recipient', 'sablier', { shares: payable.shares.slice(0, 2) }],
    ['nobody', 'disperse', { shares: payable.shares.slice(1, 2) }],
    ['a token that no profile describes', 'safe-airdrop', { decimals: null }],
  ])('%s is refused for %s', (_, tool, over) => {
    expect(() => exportFor(tool, { ...payable, ...over })).toThrow(expect.objectContaining({ code: 'E-EXPORT' }))
  })
})
