import { UNKNOWN_EVENT } from '../../events/decode'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

export const quarantine: AuditCheck = {
  id: 'quarantine',
  title: 'every log of a known contract was understood',
  why: 'A log that no decoder reads may have moved value.',
  run: (context) =>
    rulesHold(context, {
      looked: 'select count(*) as logs from quarantine where network = $1 and block <= $2',
      rules: [
        {
          sql: `select id, reason as why from quarantine where network = $1 and block <= $2
                  and (contract, reason) <> ($3, $4) order by block`,
          values: [context.network.token, UNKNOWN_EVENT],
        },
      ],
    }),
}
