import { address } from '../../economics/units'
import type { DomainEvent } from '../../events/event'
import { epochId } from '../../events/ids'
import { DomainStake, Emission, Epoch, EpochWork } from '../../model'
import type { Context, Handlers, Needs } from '../handler'
import type { Network } from '../network'

type WorkEvent = DomainEvent<'WorkVerified' | 'ValidationCounted'>

export const emissions: Handlers = {
  EpochClosed: {
    apply(event, { session, network }) {
      const epoch = Number(event.args.epoch)
      session.add(Epoch, {
        id: epochId(network.name, epoch),
        network: network.name,
        epoch,
        startTime: Number(event.args.start),
        endTime: Number(event.args.end),
        block: event.block,
      })
    },
  },

  EmissionMinted: {
    // Minted in two transfers, the foundation's part and the rest.
    expects: ({ logIndex }) => [
      { logIndex, cause: 'emission', fromClass: 'issuance', toClass: 'foundation' },
      { logIndex, cause: 'emission', fromClass: 'issuance', toClass: 'rewards' },
    ],
    apply(event, { session, network }) {
      const epoch = Number(event.args.epoch)
      const { domainId, amount } = event.args
      session.append(Emission, {
        id: `${epochId(network.name, epoch)}-${domainId}`,
        network: network.name,
        epoch,
        domainId,
        amount,
        block: event.block,
        blockTime: event.blockTime,
      })
    },
  },

  WorkVerified: {
    needs: needsWork,
    apply: (event, context) => count(event, context, event.args.workUnits),
  },
  ValidationCounted: {
    needs: needsWork,
    apply: (event, context) => count(event, context, event.args.validations),
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

function role(event: WorkEvent) {
  return event.kind === 'WorkVerified' ? 'miners' : 'validators'
}

function worker({ args }: WorkEvent): string {
  return 'miner' in args ? args.miner : args.validator
}

function workId(event: WorkEvent, network: Network): string {
  const account = worker(event)
  return `${epochId(network.name, Number(event.args.epoch))}-${event.args.domainId}-${role(event)}-${account}`
}

function needsWork(event: WorkEvent, needs: Needs, network: Network): void {
  needs.row(EpochWork, workId(event, network))
}

function count(event: WorkEvent, { session, network }: Context, units: bigint): void {
  const id = workId(event, network)
  const known = session.get(EpochWork, id)
  if (known) {
    known.units += units
    known.block = event.block
    session.changed(EpochWork, known)
    return
  }
  session.add(EpochWork, {
    id,
    network: network.name,
    epoch: Number(event.args.epoch),
    domainId: event.args.domainId,
    role: role(event),
    account: worker(event),
    units,
    block: event.block,
  })
}
