import type { Answer, AuditCheck, AuditContext } from '../../../src/audit/check'
import { examine } from '../../../src/audit/examine'
import { readEnv } from '../../../src/config/env'

/** What one check says, asked without the command. */
export function answerOf(
  check: AuditCheck,
  given: Pick<AuditContext, 'db' | 'node' | 'network'> & {
    readonly block: Omit<AuditContext['block'], 'time'>
    readonly env?: Record<string, string>
  },
): Promise<Answer> {
  const { db, node, network, block } = given
  return check.run({
    ...{ db, node, network, sample: 50, progress: () => undefined },
    env: readEnv(given.env ?? {}),
    block: { time: 0, ...block },
    examined: () => examine(db, node, network, { stored: block, number: block.number }),
  }) as Promise<Answer>
}
