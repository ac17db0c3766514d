import type { Network } from './data/answers'

const properNames: Readonly<Record<string, string>> = { destra: 'Destra', dgrid: 'DGrid', deepnode: 'DeepNode' }

/** devnet-destra → { title: Destra, stage: devnet } */
export function networkName(name: string): { title: string; stage: string | null } {
  const stage = name.startsWith('devnet-') ? 'devnet' : null
  const bare = stage ? name.slice('devnet-'.length) : name
  return { title: properNames[bare] ?? bare.charAt(0).toUpperCase() + bare.slice(1), stage }
}

/** What a network has contracts for decides what the page shows of it. */
export function has(network: Network, kind: string): boolean {
  return network.contracts.some((contract) => contract.kind === kind)
}

/** One sentence for a newcomer, from what the network's contracts do. */
export function introduction(network: Network): string {
  const { symbol } = network.token
  if (has(network, 'destra-pool')) {
    return `Stakers lock ${symbol} for 30 to 360 days and share the network’s ETH revenue every month. Leaving early burns a part of the stake; every use of the network burns some more.`
  }
  if (has(network, 'dgrid-bill')) {
    return `Users escrow ${symbol} for an AI job. When the work is verified the bill pays node, adaptor, treasury and voters, and what is left goes back. A node that cheats loses stake, and that stake is burned.`
  }
  if (has(network, 'deepnode-router')) {
    return `Using a model brings revenue, and 1 % of it buys ${symbol} and burns it. New ${symbol} is emitted per domain to miners, stakers and validators. The question is whether revenue carries the emission.`
  }
  return `Supply and movements of ${symbol}.`
}

/** The indexer is so far behind that figures are still those of an earlier month. */
const CATCHING_UP_BLOCKS = 30
/** A chain whose newest block is older than this is still being filled, as the devnet's year is at first. */
const FRESH_MS = 2 * 3_600_000

/** Whether history is still being read: series are asked for more often then, and the page says so. */
export function catchingUp(network: Network, nowMs: number): boolean {
  return network.indexing || (network.lagBlocks ?? 0) > CATCHING_UP_BLOCKS || agesBehind(network, nowMs)
}

/** Whether the newest indexed block is of another day. */
export function agesBehind({ indexedBlock }: Network, nowMs: number): boolean {
  return indexedBlock !== null && nowMs - Date.parse(indexedBlock.timestamp) > FRESH_MS
}

const YEAR_MS = 366 * 86_400_000

/** When the charts' year ends: now, unless the chain stopped so long ago that nothing of it would be seen. */
export function yearEnd({ indexedBlock }: Network, nowMs: number): number {
  const time = indexedBlock ? Date.parse(indexedBlock.timestamp) : nowMs
  return nowMs - time > YEAR_MS ? time : nowMs
}
