import type { DomainEvent } from '../../events/event'
import type { Handler, Handlers } from '../handler'
import { handlers as perPeriod } from '../merkle-distributor/handlers'
import type { cumulativeDistributor } from './contract'

/** Its events have the fields of a MerkleDistributor's and move the same money; only the name of their kind is another. */
export const handlers: Handlers<typeof cumulativeDistributor> = {
  DistributionPublished: handledAs(perPeriod.DistributionPublished, (event) => ({
    ...event,
    kind: 'merkle-distributor.DistributionPublished',
  })),
  Claimed: handledAs(perPeriod.Claimed, (event) => ({ ...event, kind: 'merkle-distributor.Claimed' })),
}

function handledAs<E extends DomainEvent, F extends DomainEvent>(
  handler: Handler<F, never> | null,
  named: (event: E) => F,
): Handler<E, never> {
  return {
    needs: (event, needs, network) => handler?.needs?.(named(event), needs, network),
    expects: (event, network) => handler?.expects?.(named(event), network) ?? [],
    apply: (event, context) => handler?.apply?.(named(event), context),
  }
}
