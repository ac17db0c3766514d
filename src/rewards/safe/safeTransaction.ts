import { getAddress, type Hex, hashTypedData } from 'viem'
import { type Address, type BaseUnits, ZERO_ADDRESS } from '../../economics/units'

/** For which Safe a transaction is signed. */
export interface SafeDomain {
  readonly address: Address
  readonly chainId: number
  readonly version: readonly [major: number, minor: number, patch: number]
}

/** What the owners of a Safe sign. Gas is paid by whoever executes it: nothing is refunded, and every limit is 0. */
export interface SafeTransaction {
  readonly to: Address
  readonly value: BaseUnits
  readonly data: Hex
  /** 0: a call; 1: a delegate call, with the Safe's own rights */
  readonly operation: 0 | 1
  readonly nonce: bigint
}

const types = {
  SafeTx: [
    ...[field('to', 'address'), field('value', 'uint256'), field('data', 'bytes'), field('operation', 'uint8')],
    ...[field('safeTxGas', 'uint256'), field('baseGas', 'uint256'), field('gasPrice', 'uint256')],
    ...[field('gasToken', 'address'), field('refundReceiver', 'address'), field('nonce', 'uint256')],
  ],
} as const

/** Terms of a refund: none. */
export const NO_REFUND = {
  ...{ safeTxGas: 0n, baseGas: 0n, gasPrice: 0n },
  ...{ gasToken: ZERO_ADDRESS, refundReceiver: ZERO_ADDRESS },
} as const

/**
 * EIP-712 hash of a Safe transaction, over which owners sign. Safes before 1.3.0 have no chain in their domain.
 * @see https://github.com/safe-global/safe-smart-account/blob/v1.5.0/contracts/Safe.sol
 */
export function safeTransactionHash({ address, version, chainId }: SafeDomain, transaction: SafeTransaction): Hex {
  const [major, minor] = version
  const ofChain = major > 1 || minor >= 3
  return hashTypedData({
    domain: { ...(ofChain && { chainId }), verifyingContract: getAddress(address) },
    types,
    primaryType: 'SafeTx',
    message: { ...NO_REFUND, ...transaction },
  })
}

function field<Name extends string, Type extends string>(name: Name, type: Type) {
  return { name, type }
}
