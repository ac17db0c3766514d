import { type Hex, keccak256, stringToBytes } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { type Address, address } from '../economics/units'

/** Roles of the devnet that sign with a real key; everyone else is impersonated by the node. */
type SignerRole = 'deployer' | 'publisher' | 'settler'

/** Private key of a devnet role. Worthless anywhere else: derived from a public string. */
export function signerKey(role: SignerRole): Hex {
  return keccak256(stringToBytes(`assay-devnet-key:${role}`))
}

/** Key of a node of `devnet-dgrid`, which signs what it reports. */
export function nodeKey(index: number): Hex {
  return keccak256(stringToBytes(`assay-devnet-key:node:${index}`))
}

export function nodeAddress(index: number): Address {
  return address(privateKeyToAddress(nodeKey(index)))
}

export function signerAddress(role: SignerRole): Address {
  return address(privateKeyToAddress(signerKey(role)))
}

/** Address of a scripted actor, e.g. `actor('destra', 'staker', 17)`; the same on every machine. */
export function actor(network: 'destra' | 'dgrid' | 'deepnode', role: string, index: number): Address {
  return address(`0x${keccak256(stringToBytes(`assay-devnet:${network}:${role}:${index}`)).slice(26)}`)
}
