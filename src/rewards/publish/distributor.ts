import { encodeFunctionData, parseAbi } from 'viem'
import { functions as erc20 } from '../../abi/erc20'
import type { Call } from '../../chain/calls'
import { type Address, type BaseUnits, type Hash, type Seconds, ZERO_ADDRESS } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Distribution, ReportFigures } from '../distribution'

/** Functions of the MerkleDistributor; a test compares them with the compiled contract. */
export const distributorAbi = parseAbi([
  'function publish(bytes32 programId, uint256 period, address asset, bytes32 root, uint256 total, bytes32 reportHash) payable',
  'function claim(bytes32 programId, uint256 period, address account, uint256 amount, bytes32[] proof)',
  'function distributions(bytes32 programId, uint256 period) view returns (address asset, bytes32 root, uint256 total, uint256 claimedTotal)',
  'function reclaim(bytes32 programId, uint256 period)',
  'function setClaimWindow(bytes32 programId, uint32 duration, address reclaimTo)',
])

/** What lets the distributor take the pot of a token. */
export const approveAbi = parseAbi(['function approve(address spender, uint256 value) returns (bool)'])

/** What is published of a distribution. */
export interface Publishable extends Pick<Distribution, 'id' | 'programId' | 'periodNumber' | 'asset'> {
  readonly report: Pick<ReportFigures, 'root' | 'distributed' | 'pinned' | 'reportHash'> | null
}

/** The call that publishes and funds a distribution. @throws AssayError E-EMPTY when it pays nobody */
export function publishCall(distributor: Address, distribution: Publishable): Call {
  const { report, asset } = distribution
  if (!report || report.root === null)
    throw new AssayError('E-EMPTY', `distribution ${distribution.id} pays nobody: there is nothing to publish`, {
      next: 'Its pot is carried into the next period.',
    })
  const data = encodeFunctionData({
    abi: distributorAbi,
    functionName: 'publish',
    args: [
      distribution.programId,
      distribution.periodNumber,
      onChainAsset(asset),
      report.root,
      report.distributed,
      report.reportHash,
    ],
  })
  return { to: distributor, data, value: asset === 'eth' ? report.distributed : 0n }
}

/** Lets the distributor take the pot of a token; null for ETH, which travels with the call. */
export function approveCall(distributor: Address, asset: Address | 'eth', amount: BaseUnits): Call | null {
  if (asset === 'eth') return null
  return { to: asset, data: erc20.approve.encode({ spender: distributor, value: amount }), value: 0n }
}

/** Draws a pot from an account that has approved the publisher. */
export function drawCall(token: Address, from: Address, to: Address, amount: BaseUnits): Call {
  return { to: token, data: erc20.transferFrom.encode({ from, to, value: amount }), value: 0n }
}

/** Contracts say address 0 for ETH. */
export function onChainAsset(asset: Address | 'eth'): Address {
  return asset === 'eth' ? ZERO_ADDRESS : asset
}

/** A distribution as the chain holds it. */
export interface OnChain {
  readonly asset: Address
  readonly root: Hash
  readonly total: BaseUnits
  readonly claimedTotal: BaseUnits
}

/** For how long a distribution can be claimed once it is published, and who is paid the rest. */
export interface ClaimWindow {
  readonly duration: Seconds
  readonly reclaimTo: Address
}
