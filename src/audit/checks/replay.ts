import { AssayError } from '../../errors'
import { realPause } from '../../process/backOff'
import type { AuditCheck, AuditContext } from '../check'
import { type Replay, replay } from '../replay/replay'

/** Another audit of the same database replays a network in seconds to a minute. */
const TRIES = 60
const PAUSE_MS = 1_000

export const replayed: AuditCheck = {
  id: 'replay',
  title: 'every table is what the event log says, folded again from it alone',
  why: 'A balance, a position or a bill that no event caused would be served and paid.',
  async run(context) {
    const found = await alone(context)
    return {
      ok: found.equal,
      expected: found.digest,
      actual: found.liveDigest,
      evidence: {
        events: `${found.events}`,
        ...(found.differing.length > 0 && { tables: found.differing.join(', ') }),
        ...Object.fromEntries(found.rows.map(({ table, id, why }) => [`${table} ${id}`, why])),
      },
    }
  },
}

/** One replay at a time works on a database: the audit of another network is waited for. */
async function alone({ db, env, network, progress }: AuditContext): Promise<Replay> {
  for (let tried = 1; ; tried++)
    try {
      return await replay(env.dbUrl, network, undefined, (events) => progress(`${events} events folded`), db)
    } catch (error) {
      if (!(error instanceof AssayError && error.code === 'E-REPLAY-TAKEN') || tried === TRIES) throw error
      await realPause(PAUSE_MS)
    }
}
