import { decodeFunctionResult, encodeFunctionData, type Hex } from 'viem'
import type { WitnessedProgram } from '../programs'
import type { Asked } from '../rows'
import { abiOf } from './abis'
import type { Rpc } from './rpc'

/** What the distributor was told of a period when it was published. */
export interface Published {
  readonly asset: string
  readonly root: string
  readonly total: string
  readonly reportHash: string
  readonly block: number
}

/** The distributor's own events of a program, by number of the period; the contract takes each once. */
export async function publishedBy(asked: Asked, { network, distributor }: WitnessedProgram) {
  const { rows } = await asked.query(
    `select data->>'period' as period, data->>'asset' as asset, data->>'root' as root, data->>'total' as total,
       data->>'reportHash' as "reportHash", block
     from event where network = $1 and kind in ('merkle-distributor.DistributionPublished', 'cumulative-distributor.DistributionPublished') and contract = $2`,
    [network, distributor ?? ''],
  )
  return new Map((rows as (Published & { period: string })[]).map(({ period, ...each }) => [period, each]))
}

/** What the distributor's view says of a period at the head; null where it holds none. */
export async function heldBy(rpc: Rpc, { distributor, programId }: WitnessedProgram, period: string) {
  if (distributor === undefined) return null
  const abi = abiOf('merkle-distributor')
  const functionName = 'distributions'
  const data = encodeFunctionData({ abi, functionName, args: [programId, BigInt(period)] })
  const result = await rpc.ask<Hex>('eth_call', [{ to: distributor, data }, 'latest'])
  const [asset, root, total] = decodeFunctionResult({ abi, functionName, data: result }) as [string, string, bigint]
  return /^0x0*$/.test(root) ? null : { asset: asset.toLowerCase(), root, total: `${total}` }
}
