import type { Address, BlockNumber, Hash } from '../economics/units'

const height = (block: BlockNumber) => String(block).padStart(10, '0')

/** What the ids of a block's events begin with. */
export const eventIdPrefix = (network: string, block: { number: BlockNumber; hash: Hash }) =>
  `${network}-${height(block.number)}-${block.hash.slice(2, 7)}-`

const withinBlock = (logIndex: number, part: number) => `${String(logIndex).padStart(6, '0')}-${part}`
/** Every block has logs of these indexes, and a log has one part: kept, they are not made anew for each of them. */
const COMMON_PLACES = Array.from({ length: 1_024 }, (_, logIndex) => withinBlock(logIndex, 0))

/** network-height(10)-hash5-logIndex(6)-part: sorts in chain order, differs between forks. @param prefix of its block */
export const eventId = (prefix: string, logIndex: number, part: number) =>
  prefix + ((part === 0 ? COMMON_PLACES[logIndex] : undefined) ?? withinBlock(logIndex, part))

export const movementId = (event: string, n: number) => event + (n === 0 ? '-0' : `-${n}`)
export const blockId = (network: string, number: BlockNumber) => `${network}-${height(number)}`
/** Heights are below it: they are integers of Postgres. */
const BEYOND_BLOCKS = 2 ** 31
/** Ids of what a network's blocks hold, from one block on: not below the first of these, below the second. */
export const idsFrom = (network: string, block: BlockNumber): [string, string] => [
  blockId(network, block),
  blockId(network, BEYOND_BLOCKS),
]
export const balanceId = (network: string, asset: string, account: Address) => `${network}-${asset}-${account}`
export const supplyPointId = (network: string, block: BlockNumber, asset: string, className: string, cause: string) =>
  `${network}-${height(block)}-${asset}-${className}-${cause}`
export const positionId = (network: string, pool: Address, owner: Address, index: number) =>
  `${network}-${pool}-${owner}-${String(index).padStart(6, '0')}`
export const poolId = (network: string, pool: Address) => `${network}-${pool}`
export const poolPeriodId = (network: string, pool: Address, period: number) =>
  `${network}-${pool}-${String(period).padStart(6, '0')}`
export const billId = (network: string, bill: string) => `${network}-${bill}`
export const nodeId = (network: string, node: Address) => `${network}-${node}`
export const versionId = (network: string, subject: string, block: BlockNumber) =>
  `${network}-${subject}-${height(block)}`
export const modelId = (network: string, model: bigint) => `${network}-${model}`
export const epochId = (network: string, epoch: number) => `${network}-${String(epoch).padStart(8, '0')}`
export const publicationId = (
  network: string,
  distributor: Address,
  { programId, period }: { programId: string; period: bigint },
) => `${network}-${distributor}-${programId}-${period}`
