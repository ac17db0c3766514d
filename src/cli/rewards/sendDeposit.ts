import { setTimeout as wait } from 'node:timers/promises'
import { InvalidArgumentError } from 'commander'
import type { Hex } from 'viem'
import { getAddress } from 'viem'
import type { Node } from '../../chain/node'
import type { Profile, ProfileContract } from '../../config/profile'
import { type Hash, hash } from '../../economics/units'
import { inEther } from '../../rewards/deposit/deposit'
import { depositOnce, type Order, type Outcome } from '../../rewards/deposit/once'
import { rpcPublishChain } from '../../rewards/publish/rpcChain'
import { withRewardsContext } from './withRewardsContext'

/** A person waits at most this long for a block; run again, the command finds the transaction it sent. */
const WAIT_FOR_BLOCK_MS = 60_000

export function sendDeposit(on: { node: Node; profile: Profile; pool: ProfileContract }, order: Order): Promise<void> {
  const { node, profile, pool } = on
  return withRewardsContext({ network: profile.name }, async ({ pool: db, env }) => {
    const chain = rpcPublishChain(node, (env.REWARDS_SIGNER_KEY as Hex | undefined) ?? null)
    const deposited = await depositOnce(
      {
        ...{ db, node, chain, network: profile.name, contract: pool },
        ...{ waitMs: WAIT_FOR_BLOCK_MS, sleep: (ms: number) => wait(ms) },
      },
      order,
    )
    for (const line of inLines(deposited, pool)) console.log(line)
    if (deposited === 'busy' || (deposited.outcome !== 'deposited' && deposited.outcome !== 'already'))
      process.exitCode = 1
  })
}

function inLines(deposited: Outcome | 'busy', pool: ProfileContract): string[] {
  if (deposited === 'busy') return ['busy: another process pays with this key; nothing was sent']
  const { outcome, period, amount, tx } = deposited
  const what = `for p${period} of staking pool ${getAddress(pool.address)}: ${inEther(amount)} by ${tx}`
  switch (outcome) {
    case 'deposited':
      return [`deposited ${what}`]
    case 'already':
      return [`already deposited ${what}`, `  next: where another is meant, --again ${tx}`]
    case 'earlier':
      return [`an earlier run deposited ${what}`, '  next: nothing else was sent; run it again for the period of now']
    case 'sent':
      return [`sent, in no block yet, ${what}`, '  next: run it again; it sends the same transaction, and no other']
  }
}

/** Of a transaction. */
export function transactionHash(text: string): Hash {
  if (/^0x[0-9a-f]{64}$/i.test(text)) return hash(text.toLowerCase())
  throw new InvalidArgumentError('must be the hash of a transaction: 0x and 64 hex digits')
}
