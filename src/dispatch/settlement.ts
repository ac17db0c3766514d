import type { Queryable } from '../postgres/queryable'
import { writeMessage } from './message'
import { emit } from './outbox'
import { topics } from './topics'

export type SettlementAction = 'open' | 'settle' | 'refund'
/** CloudEvents source of the dispatcher. */
export const DISPATCHER = 'assay/dispatch'

/** Requests settlements from the settler, through the log; a repeated request is the same event. */
export function requestSettlement(
  db: Queryable,
  requests: readonly { jobId: string; network: string; action: SettlementAction }[],
): Promise<void> {
  return emit(
    db,
    requests.map((data) => ({
      topic: topics.settlement,
      ...writeMessage('assay.settlement.requested.v1', data.jobId, data, {
        source: DISPATCHER,
        id: `${data.jobId}:${data.action}`,
      }),
    })),
  )
}
