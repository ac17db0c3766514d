import type { EventRecord } from '@subsquid/evm-abi'
import type { Hex } from 'viem'
import { functions as erc20 } from '../../abi/erc20'
import { functions as distributions, events } from '../../abi/merkle-distributor'
import { headOf } from '../../chain/blocks'
import { call, coinBalance, gasOf, isRevert, refusalOf } from '../../chain/calls'
import { takesSignature } from '../../chain/contractSignature'
import { callInARow } from '../../chain/inARow'
import { receiptOf } from '../../chain/mined'
import type { Node } from '../../chain/node'
import { signAgain } from '../../chain/replace'
import { accountOf, type GasLimits, nonceOf, send, signCall } from '../../chain/send'
import { type Address, address, hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { PublishChain } from './chain'
import { wouldRevert } from './refusal'

const NO_ROOT = `0x${'0'.repeat(64)}`

/**
 * The highest price paid for a unit of gas, wei. A publication takes some 150,000: 0.075 of the coin at 500 gwei, which
 * Ethereum has asked on a few days of its history. Above it waiting is cheaper, or the node is not to be trusted.
 */
export const MAX_GAS_PRICE = 500_000_000_000n

/** A fifth more gas covers storage that others change before the publication is included. */
const GAS: GasLimits = { marginPercent: 120n, maxPrice: MAX_GAS_PRICE }

/**
 * @param key private key of the publisher, which never leaves it; null: read-only
 * @param as without a key: the account in whose place balances are read and calls are tried
 */
export function rpcPublishChain(node: Node, key: Hex | null, as?: Address): PublishChain {
  const wrongKey = () =>
    new AssayError('E-ENV', 'REWARDS_SIGNER_KEY is not a private key', { next: 'Give 0x and 64 hex digits.' })
  const account = key === null ? null : accountOf(key, wrongKey)
  const signer = () => {
    if (account === null)
      throw new AssayError('E-NO-SIGNER', 'there is no key to publish with', {
        next: 'Set REWARDS_SIGNER_KEY (devnet), or use: assay rewards safe-batch',
      })
    return account
  }
  const own = account === null ? as : (account.address as Address)
  const from = own === undefined ? {} : { from: own }
  const tried = <T>(trial: Promise<T>): Promise<T> =>
    trial.catch((error: unknown) => {
      throw wouldRevert(error)
    })
  return {
    get signer() {
      return own === undefined ? address(signer().address) : address(own)
    },
    published: async (distributor, programId, period) => {
      const data = distributions.distributions.encode({ programId, period })
      const { asset, root, total, claimedTotal } = await asDistributor(async () =>
        distributions.distributions.decodeResult(await call(node, { to: distributor, data })),
      )
      return root === NO_ROOT ? null : { asset: address(asset), root: hash(root), total, claimedTotal }
    },
    claimWindow: async (distributor, programId) => {
      const data = await call(node, { to: distributor, data: distributions.claimWindow.encode({ programId }) }).catch(
        (error: unknown) => {
          const refused = refusalOf(error)
          // A distributor of before has no such function, and refuses whatever it does not know.
          if (refused && isRevert(refused)) return '0x' as const
          throw error
        },
      )
      if (data === '0x') return null
      const { duration, reclaimTo } = distributions.claimWindow.decodeResult(data)
      return Number(duration) === 0 ? null : { duration: Number(duration), reclaimTo: address(reclaimTo) }
    },
    publishedHash: async (distributor, programId, period, blockHash) => {
      const { DistributionPublished } = events
      const topics = [DistributionPublished.topic, programId, `0x${period.toString(16).padStart(64, '0')}`]
      const logs = await node.ask<EventRecord[]>('eth_getLogs', [{ blockHash, address: distributor, topics }])
      return logs[0] && hash(DistributionPublished.decode(logs[0]).reportHash)
    },
    balance: async (asset, account) =>
      asset === 'eth'
        ? coinBalance(node, account)
        : erc20.balanceOf.decodeResult(await call(node, { to: asset, data: erc20.balanceOf.encode({ account }) })),
    allowance: async (token, owner, spender) =>
      erc20.allowance.decodeResult(await call(node, { to: token, data: erc20.allowance.encode({ owner, spender }) })),
    simulate: async (what) => void (await tried(call(node, { ...from, ...what }))),
    simulateInARow: (sender, calls) => callInARow(node, sender, calls),
    sign: async (what) => {
      const gas = await tried(gasOf(node, { from: signer().address as Address, ...what }))
      return signCall(node, signer(), what, gas, GAS)
    },
    replacement: ({ raw }, refused) => signAgain(node, signer(), raw, refused, MAX_GAS_PRICE),
    send: (signed) => send(node, signed),
    mined: (tx) => receiptOf(node, tx),
    nonce: (account) => nonceOf(node, account, 'latest'),
    headTime: async () => (await headOf(node)).time,
    takesSignature: (signer, hash, signature, at) => takesSignature(node, signer, hash, signature, at),
  }
}

/** Who says which accounts publish. @throws AssayError E-DISTRIBUTOR, E-RPC */
export function ownerOf(node: Node, distributor: Address): Promise<Address> {
  return asDistributor(async () =>
    address(
      distributions.owner.decodeResult(await call(node, { to: distributor, data: distributions.owner.encode({}) })),
    ),
  )
}

/** @throws AssayError E-DISTRIBUTOR when another contract answers, or none; E-RPC when the node is away */
async function asDistributor<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof AssayError && refusalOf(error) === undefined) throw error
    throw new AssayError('E-DISTRIBUTOR', `the distributor did not answer: ${(error as Error).name}`, {
      next: 'Check the address of the merkle-distributor in the profile, and the RPC endpoint.',
      retryable: true,
    })
  }
}
