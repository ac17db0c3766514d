import { UNKNOWN_EVENT } from '../../events/decode'
import type { AuditCheck } from '../check'
import { noneOf } from '../noneOf'

export const quarantine: AuditCheck = {
  id: 'quarantine',
  title: 'every log of a known contract was understood',
  why: 'A log that no decoder reads may have moved value.',
  run: (context) =>
    noneOf(context, {
      sql: `select id, reason as why from quarantine where network = $1 and block <= $2
              and (contract, reason) <> ($4, $5) order by block limit $3`,
      values: [context.network.token, UNKNOWN_EVENT],
    }),
}
