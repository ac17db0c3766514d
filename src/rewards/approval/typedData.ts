import type { Address } from '../../economics/units'
import { onChainAsset, type Publishable } from '../publish/distributor'

/** Where a distribution is published; a signature for one contract or chain says nothing on another. */
export interface ApprovedFor {
  readonly chainId: number
  readonly distributor: Address
}

/** What an approver signs: everything that the contract is told, beside the distribution's id. */
const types = {
  Distribution: [
    { name: 'distribution', type: 'string' },
    { name: 'programId', type: 'bytes32' },
    { name: 'period', type: 'uint256' },
    { name: 'asset', type: 'address' },
    { name: 'root', type: 'bytes32' },
    { name: 'total', type: 'uint256' },
    { name: 'reportHash', type: 'bytes32' },
  ],
} as const

/** EIP-712 summary of a distribution, as wallets show it to whoever signs. It has a root: one that pays nobody is not signed. */
export function typedDataOf({ chainId, distributor }: ApprovedFor, distribution: Publishable) {
  const { id, programId, periodNumber, asset, report } = distribution
  return {
    domain: { name: 'Assay', version: '1', chainId, verifyingContract: distributor },
    types,
    primaryType: 'Distribution',
    message: {
      ...{ distribution: id, programId, period: periodNumber, asset: onChainAsset(asset) },
      ...{ root: report!.root!, total: report!.distributed, reportHash: report!.reportHash },
    },
  } as const
}
