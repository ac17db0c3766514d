import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { assignments } from '../job-log/assignments'
import { groups } from '../job-log/groups'
import { letters } from '../job-log/letters'
import { places } from '../job-log/places'
import { readLog } from '../job-log/readLog'
import { requests } from '../job-log/requests'
import { results } from '../job-log/results'
import { settled } from '../job-log/settled'
import { rulesHold } from '../rules'

/** What the log has and what became of it, wherever the log is. */
export const jobLog: AuditCheck = {
  id: 'job-log',
  title: 'every record of the job log became what it asked for, and what there is was asked for',
  why: 'A job would be another than was ordered, a result another than was delivered, a message be given up that nobody tried.',
  unasked: needsContract('dgrid-bill'),
  async run(context) {
    const read = await readLog(context)
    if (read === null)
      return { ok: true, expected: '0', actual: '0', evidence: { log: 'none is here: JOB_LOG names none' } }
    const ofPostgres = context.env.jobLog === 'postgres' ? groups : []
    return rulesHold(context, {
      looked: `select ${read} as records`,
      rules: [...requests, ...assignments, ...results, ...settled, ...places, ...letters, ...ofPostgres],
    })
  },
}
