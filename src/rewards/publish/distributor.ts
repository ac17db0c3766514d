import { encodeFunctionData, parseAbi } from 'viem'
import type { Call } from '../../chain/calls'
import { type Address, type BaseUnits, type Hash, ZERO_ADDRESS } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Distribution } from '../distribution'

/** What publishing needs of the MerkleDistributor; a test compares it with the compiled contract. */
export const distributorAbi = parseAbi([
  'function publish(bytes32 programId, uint256 period, address asset, bytes32 root, uint256 total, bytes32 reportHash) payable',
  'function claim(bytes32 programId, uint256 period, address account, uint256 amount, bytes32[] proof)',
  'function distributions(bytes32 programId, uint256 period) view returns (address asset, bytes32 root, uint256 total, uint256 claimedTotal)',
  'error AboveCap(uint256 total, uint256 cap)',
  'error AlreadyPublished(bytes32 programId, uint256 period)',
  'error EnforcedPause()',
  'error NotPublisher(address account)',
  'error WrongFunding(uint256 received, uint256 total)',
])

export const erc20Abi = parseAbi([
  'function approve(address spender, uint256 amount) returns (bool)',
  'function transferFrom(address from, address to, uint256 amount) returns (bool)',
  'function allowance(address owner, address spender) view returns (uint256)',
  'function balanceOf(address account) view returns (uint256)',
])

/** The call that publishes and funds a distribution. @throws AssayError E-EMPTY when it pays nobody */
export function publishCall(distributor: Address, distribution: Distribution): Call {
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
  const args = [distributor, amount] as const
  return { to: asset, data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args }), value: 0n }
}

/** Takes what a pot's account lets the publisher take. */
export function drawCall(token: Address, from: Address, to: Address, amount: BaseUnits): Call {
  const args = [from, to, amount] as const
  return { to: token, data: encodeFunctionData({ abi: erc20Abi, functionName: 'transferFrom', args }), value: 0n }
}

/** Contracts say address 0 for ETH. */
export function onChainAsset(asset: Address | 'eth'): Address {
  return asset === 'eth' ? ZERO_ADDRESS : asset
}

/** What the chain holds of a distribution; null: not published. */
export interface OnChain {
  readonly asset: Address
  readonly root: Hash
  readonly total: BaseUnits
  readonly claimedTotal: BaseUnits
}
