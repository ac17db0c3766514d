import { epochId } from '../../events/ids'
import { Epoch } from '../../model'
import type { EventOf } from '../contract'
import { fitsColumn } from '../fitsColumn'
import type { Context, Needs } from '../handler'
import type { Network } from '../network'
import type { deepnodeEmissions } from './contract'

/** What names an epoch. */
type EpochEvent = EventOf<
  typeof deepnodeEmissions,
  'WorkVerified' | 'ValidationCounted' | 'EpochClosed' | 'EmissionMinted'
>

export function needsEpoch(event: EpochEvent, needs: Needs, network: Network): void {
  needs.row(Epoch, epochId(network.name, Number(event.args.epoch)))
}

/** The epoch an event is about; a finding where no epoch can have that number. */
export function epochOf(event: EpochEvent, { finding }: Context): number | undefined {
  const { epoch } = event.args
  if (fitsColumn(epoch)) return Number(epoch)
  finding(event, 'F-EPOCH', 'no epoch has such a number', { epoch: `${epoch}` })
  return undefined
}
