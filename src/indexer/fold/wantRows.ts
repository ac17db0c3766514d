import { isTransfer } from '../../protocols'
import type { Needs } from '../../protocols/handler'
import type { FoldedNetwork } from '../network'
import type { Facts } from './fold'
import type { Ledger } from './ledger'
import type { Session } from './session'

/** Asks the handlers of all events of a batch which rows they will read, so that a table is read once. */
export function wantRows(
  facts: readonly Facts[],
  network: FoldedNetwork,
  session: Session,
  { accounts }: Ledger,
): void {
  const needs: Needs = {
    row: (entity, id) => session.want(entity, id),
    rows: (lookup, key) => session.wantAll(lookup, key),
  }
  for (const { events } of facts)
    for (const event of events) {
      if (isTransfer(event)) {
        accounts.want(event.args.from)
        accounts.want(event.args.to)
      }
      network.handlers.get(event.kind)?.needs?.(event, needs, network)
    }
}
