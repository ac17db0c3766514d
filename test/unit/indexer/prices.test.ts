import { expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { address, hash } from '../../../src/economics/units'
import type { RawLog } from '../../../src/events/log'
import { foldBlock } from '../../../src/indexer/fold/fold'
import { Ledger } from '../../../src/indexer/fold/ledger'
import { Session } from '../../../src/indexer/fold/session'
import { networkOf, withHandlers } from '../../../src/indexer/network'
import type { BlockStore } from '../../../src/indexer/squid/store'
import { PricePoint } from '../../../src/model'

const at = (n: number) => `0x${n.toString(16).padStart(40, '0')}`
const word = (n: number) => n.toString(16).padStart(64, '0')
const pair = address(at(2))

// Topics as a pair of a public chain emits them.
const SYNC = '0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1'
const others = {
  Swap: '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822',
  Mint: '0x4c209b5fc8ad50758f13e2e1088ba56a560dff690a1c6fef26394f4c03821c4f',
  Burn: '0xdccd412f0b1252819cb1fd330b93224ca42612892bb3f4f789976e6d81936496',
  Transfer: '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
  Approval: '0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925',
}

function networkWith(tokenIndex: 0 | 1) {
  const profile = {
    name: 'priced',
    chainId: 1,
    token: { address: at(1), symbol: 'T', decimals: 18, burnSinks: [at(9)] },
    contracts: { pricePair: { address: pair, kind: 'uniswap-v2' as const, tokenIndex } },
  }
  return networkOf(parseProfile(profile, 'test', {}))
}
const logs = [...Object.values(others), SYNC].map(
  (topic, logIndex): RawLog => ({
    address: pair,
    topics: [topic],
    data: `0x${word(7)}${word(5)}`,
    logIndex,
    txHash: hash(`0x${word(3)}`),
    txIndex: 0,
  }),
)
const block = { number: 1, hash: hash(`0x${word(1)}`), time: 1_000, logs }

it('knows what else a pair tells, and quarantines none of it', () => {
  const { events, undecodable } = networkWith(0).decoder.block(block)
  expect([events.map(({ kind }) => kind), undecodable]).toEqual([['uniswap-v2.Sync'], []])
})

it.each([
  [0, 7n, 5n],
  [1, 5n, 7n],
] as const)('reads the reserves of a pair whose token %i is the network’s', async (tokenIndex, token, quote) => {
  const network = await withHandlers(networkWith(tokenIndex))
  const session = new Session()
  const ledger = await Ledger.load({ query: async () => [] } as unknown as BlockStore, session, network)
  Array.from(foldBlock({ block, events: network.decoder.block(block).events }, network, session, ledger))
  expect(session.appended(PricePoint)).toMatchObject([{ reserveToken: token, reserveQuote: quote, pair }])
})
