import { address, ZERO_ADDRESS } from '../../economics/units'
import { publicationId } from '../../events/ids'
import { Publication, RewardClaim } from '../../model'
import type { Handlers } from '../handler'
import type { merkleDistributor } from './contract'
import { expiryHandlers } from './expiry'

export const handlers: Handlers<typeof merkleDistributor> = {
  ...expiryHandlers,
  DistributionPublished: {
    needs: (event, needs, network) => needs.row(Publication, publicationId(network.name, event.contract, event.args)),
    expects: ({ args, logIndex, contract }, network) =>
      args.asset === network.token
        ? [
            {
              logIndex,
              cause: 'reward-fund',
              fromClass: 'holders',
              toClass: 'distributor',
              to: contract,
              amount: args.total,
            },
          ]
        : [],
    apply(event, { session, network, move, finding }) {
      const { programId, period, asset, root, total, reportHash } = event.args
      if (session.get(Publication, publicationId(network.name, event.contract, event.args))) {
        finding(event, 'F-PUBLISHED-TWICE', 'a distribution was published that exists already', {
          programId,
          period: `${period}`,
        })
        return
      }
      session.add(Publication, {
        id: publicationId(network.name, event.contract, event.args),
        network: network.name,
        distributor: event.contract,
        programId,
        period,
        asset: asset === ZERO_ADDRESS ? 'eth' : asset,
        root,
        total,
        reportHash,
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
      if (asset !== ZERO_ADDRESS) return
      move(event, 'eth', {
        fromClass: 'holders',
        toClass: 'distributor',
        fromAccount: ZERO_ADDRESS,
        toAccount: event.contract,
        amount: total,
        cause: 'reward-fund',
      })
    },
  },
  Claimed: {
    needs: (event, needs, network) => needs.row(Publication, publicationId(network.name, event.contract, event.args)),
    expects: ({ args, logIndex, contract }) => [
      {
        logIndex,
        cause: 'reward-claim',
        fromClass: 'distributor',
        toClass: 'holders',
        from: contract,
        to: address(args.account),
        amount: args.amount,
        optional: true,
      },
    ],
    apply(event, { session, network, move, finding }) {
      const { programId, period, account, amount } = event.args
      session.append(RewardClaim, {
        id: event.id,
        network: network.name,
        distributor: event.contract,
        programId,
        period,
        account: address(account),
        amount,
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
      const publication = session.get(Publication, publicationId(network.name, event.contract, event.args))
      if (!publication) {
        finding(event, 'F-CLAIM-UNPUBLISHED', 'a claim of a distribution nobody published', {
          programId,
          period: `${period}`,
        })
        return
      }
      publication.claimed = (publication.claimed ?? 0n) + amount
      session.changed(Publication, publication)
      if (publication.expiresAt != null && BigInt(event.blockTime) >= publication.expiresAt)
        finding(event, 'F-CLAIM-LATE', 'a claim of a distribution whose claims had ended', {
          programId,
          period: `${period}`,
          ended: `${publication.expiresAt}`,
        })
      if (publication.asset === 'eth')
        move(event, 'eth', {
          fromClass: 'distributor',
          toClass: 'holders',
          fromAccount: event.contract,
          toAccount: address(account),
          amount,
          cause: 'reward-claim',
        })
    },
  },
}
