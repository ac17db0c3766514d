import type { Command } from 'commander'
import { readWhy, type Why } from '../../dispatch/desk/why'
import { waits } from '../../dispatch/waits'
import { unknownJob } from '../job'
import { withDesk } from './withDesk'

export function registerWhy(dispatch: Command): void {
  dispatch
    .command('why <job>')
    .description('why a job is where it is: what it waits for, whose fault each attempt was, what the chain was asked')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  assay dispatch why 0x…')
    .action((id: string, options: { json?: boolean }) =>
      withDesk(async ({ pool }) => {
        const why = await readWhy(pool, id.toLowerCase())
        if (why === null) throw unknownJob(id)
        console.log(options.json ? JSON.stringify(why) : whyText(why))
      }),
    )
}

/** What a person reads, the answer first. */
export function whyText({ job, attempts, settlements, findings }: Why): string {
  const because = job.waitsFor === null ? job.error : `waits: ${waits[job.waitsFor]}`
  return [
    `${job.id} is ${job.state}${because === null ? '' : `, ${because}`}`,
    ...findings.map(({ code, title }) => `finding ${code}: ${title}`),
    ...attempts.map(
      ({ attempt, node, gpu, leasedAt, outcome, fault }) =>
        `attempt ${attempt} on ${node} ${gpu} from ${leasedAt.toISOString()}: ${outcome ?? 'at work'}${faultText(fault)}`,
    ),
    ...settlements.map(
      ({ action, status, tries, error, tx }) =>
        `${action} ${status}${tx === null ? '' : ` in ${tx}`}${error === null ? '' : `, ${tries} refusals, the newest: ${error}`}`,
    ),
  ].join('\n')
}

function faultText(fault: string | null): string {
  if (fault === null) return ''
  return fault === 'job' ? ', charged to the job' : `, not charged to the job: the ${fault} was at fault`
}
