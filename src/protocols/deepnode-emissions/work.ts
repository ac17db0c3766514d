import { epochId } from '../../events/ids'
import { Epoch, EpochWork } from '../../model'
import type { EventOf } from '../contract'
import type { Context, Handlers, Needs } from '../handler'
import type { Network } from '../network'
import type { deepnodeEmissions } from './contract'
import { epochOf, needsEpoch } from './epoch'

type Emissions = typeof deepnodeEmissions
type WorkEvent = EventOf<Emissions, 'WorkVerified' | 'ValidationCounted'>

/** Work that was verified and validations that were counted, summed by epoch, domain and account. */
export const work: Pick<Handlers<Emissions>, 'WorkVerified' | 'ValidationCounted'> = {
  WorkVerified: {
    needs: needsWork,
    apply: (event, context) => count(event, context, event.args.workUnits),
  },
  ValidationCounted: {
    needs: needsWork,
    apply: (event, context) => count(event, context, event.args.validations),
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
  needsEpoch(event, needs, network)
  needs.row(EpochWork, workId(event, network))
}

function count(event: WorkEvent, context: Context, units: bigint): void {
  const { session, network, finding } = context
  const epoch = epochOf(event, context)
  if (epoch === undefined) return
  const closed = session.get(Epoch, epochId(network.name, epoch))
  if (closed) {
    finding(event, 'F-WORK-LATE', 'work was counted for an epoch that is closed', {
      epoch: `${epoch}`,
      account: worker(event),
      units: `${units}`,
    })
    return
  }
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
    epoch,
    domainId: event.args.domainId,
    role: role(event),
    account: worker(event),
    units,
    block: event.block,
  })
}
