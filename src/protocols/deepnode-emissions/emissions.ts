import { FOUNDATION_BPS } from '../../economics/emission/shares'
import { bpsOf } from '../../economics/money'
import { address } from '../../economics/units'
import { epochId } from '../../events/ids'
import { DomainStake, Emission, Epoch } from '../../model'
import { fitsColumn } from '../fitsColumn'
import type { Handlers } from '../handler'
import type { Network } from '../network'
import type { deepnodeEmissions } from './contract'
import { epochOf, needsEpoch } from './epoch'

type Emissions = typeof deepnodeEmissions

import type { EventOf } from '../contract'

/** What was emitted, and for which epochs and stakes. */
export const emissions: Pick<Handlers<Emissions>, 'EpochClosed' | 'EmissionMinted' | 'DomainStakeChanged'> = {
  EpochClosed: {
    needs: needsEpoch,
    apply(event, context) {
      const { session, network, finding } = context
      const epoch = epochOf(event, context)
      if (epoch === undefined) return
      const { start, end } = event.args
      if (session.get(Epoch, epochId(network.name, epoch)) || start >= end || !fitsColumn(end)) {
        finding(event, 'F-EPOCH', 'an epoch was closed twice, or is empty', {
          epoch: `${epoch}`,
          start: `${start}`,
          end: `${end}`,
        })
        return
      }
      session.add(Epoch, {
        id: epochId(network.name, epoch),
        network: network.name,
        epoch,
        startTime: Number(start),
        endTime: Number(end),
        block: event.block,
      })
    },
  },

  EmissionMinted: {
    needs(event, needs, network) {
      needsEpoch(event, needs, network)
      needs.row(Emission, emissionId(event, network))
    },
    // Minted in two transfers, the foundation's part and the rest.
    expects({ args, logIndex }) {
      const foundation = bpsOf(args.amount, FOUNDATION_BPS)
      const parts = [
        { toClass: 'foundation', amount: foundation },
        { toClass: 'rewards', amount: args.amount - foundation },
      ] as const
      return parts
        .filter(({ amount }) => amount > 0n)
        .map((part) => ({ logIndex, cause: 'emission', fromClass: 'issuance', ...part }))
    },
    apply(event, context) {
      const { session, network, finding } = context
      const epoch = epochOf(event, context)
      if (epoch === undefined) return
      const { domainId, amount } = event.args
      const known = session.get(Emission, emissionId(event, network))
      const closed = session.get(Epoch, epochId(network.name, epoch))
      // A report pays what was emitted until its epoch was closed.
      if (known || (closed && closed.block < event.block)) {
        finding(event, 'F-EMISSION', 'an emission came twice, or after its epoch was closed: no program pays it', {
          epoch: `${epoch}`,
          domainId: `${domainId}`,
          amount: `${amount}`,
        })
        return
      }
      session.add(Emission, {
        id: emissionId(event, network),
        network: network.name,
        epoch,
        domainId,
        amount,
        block: event.block,
        blockTime: event.blockTime,
      })
    },
  },

  DomainStakeChanged: {
    // Absolute, as a node's stake is: the transfer beside it says how much moved.
    expects: ({ args, logIndex, contract }) => [
      {
        logIndex,
        cause: 'domain-stake',
        fromClass: 'holders',
        toClass: 'staked',
        from: address(args.staker),
        to: contract,
        optional: true,
      },
      {
        logIndex,
        cause: 'domain-unstake',
        fromClass: 'staked',
        toClass: 'holders',
        from: contract,
        to: address(args.staker),
        optional: true,
      },
    ],
    apply(event, { session, network }) {
      const { domainId, staker, stake } = event.args
      session.add(DomainStake, {
        id: event.id,
        network: network.name,
        domainId,
        staker: address(staker),
        stake,
        fromBlock: event.block,
      })
    },
  },
}

function emissionId({ args }: EventOf<Emissions, 'EmissionMinted'>, network: Network): string {
  return `${epochId(network.name, Number(args.epoch))}-${args.domainId}`
}
