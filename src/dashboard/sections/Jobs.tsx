import { formatAmount } from '../amount'
import { Id } from '../components/Id'
import { Moving } from '../components/Moving'
import { Section } from '../components/Section'
import { State } from '../components/State'
import { Table } from '../components/Table'
import { Waiting } from '../components/Waiting'
import type { Network } from '../data/answers'
import type { JobsQuery } from '../data/operations'
import { usePolled } from '../data/usePolled'
import { moment } from '../time'

const jobsQuery = /* GraphQL */ `
  query Jobs($network: String!) {
    jobs(network: $network, first: 12) {
      nodes { id pool state waitsForText node attempt computeUnits quote error requestedAt updatedAt }
    }
  }`

type Job = JobsQuery['jobs']['nodes'][number]

/** A job passes all of its states in seconds. */
const JOBS_EVERY_MS = 1_000
const path = ['requested', 'escrowed', 'leased', 'running', 'completed', 'settled']
const failures = ['failed', 'dead-lettered', 'refunded', 'cancelled']
/** One compute unit is a million of the base units jobs are counted in. */
const COMPUTE_UNIT_DECIMALS = 6

/** Jobs as they pass from a request to a settled bill. */
export function Jobs({ network }: { network: Network }) {
  const { data, error } = usePolled<JobsQuery>(jobsQuery, { network: network.name }, JOBS_EVERY_MS)
  const jobs = data?.jobs.nodes ?? []
  return (
    <Section
      title="Live jobs"
      lead="A job is requested, its price is put in escrow, a node takes it on lease, runs it, and its bill is settled on the chain. This table follows along."
      asOf={<span className="as-of">from the job log, every second</span>}
    >
      <div className="card" style={{ minHeight: 440 }}>
        {jobs.length > 0 ? (
          <Table
            caption="The newest jobs"
            rows={jobs}
            keyOf={(job) => job.id}
            columns={[
              { title: 'Job', cell: (job) => <Id value={job.id} what="job id" /> },
              { title: 'State', cell: (job) => <Progress job={job} /> },
              { title: 'Pool', cell: (job) => job.pool },
              { title: 'Node', cell: (job) => (job.node ? <Id value={job.node} what="node address" /> : '—') },
              { title: 'Attempt', right: true, cell: (job) => job.attempt },
              {
                title: 'Compute units',
                right: true,
                cell: (job) =>
                  job.computeUnits === null ? '—' : formatAmount(job.computeUnits, COMPUTE_UNIT_DECIMALS, 2),
              },
              {
                title: `Quote, ${network.token.symbol}`,
                right: true,
                cell: (job) => (job.quote === null ? '—' : formatAmount(job.quote, network.token.decimals, 4)),
              },
              {
                title: 'Changed',
                right: true,
                cell: (job) => <span title={moment(job.updatedAt)}>{job.updatedAt.slice(11, 19)}</span>,
              },
            ]}
          />
        ) : (
          <Waiting height={400} error={error}>
            {data ? 'No job yet. Submit one with “assay job submit”.' : 'Reading the jobs…'}
          </Waiting>
        )}
      </div>
    </Section>
  )
}

function Progress({ job }: { job: Job }) {
  const failed = failures.includes(job.state)
  const reached = failed ? path.length : path.indexOf(job.state) + 1
  return (
    <span style={{ whiteSpace: 'nowrap' }} title={job.error ?? undefined}>
      <span className={failed ? 'steps bad' : 'steps'} aria-hidden>
        {path.map((step, index) => (
          <i key={step} className={index < reached ? 'done' : ''} />
        ))}
      </span>
      {failed ? <State name={job.state} /> : <Moving text={job.state} />}
      {job.waitsForText !== null && <small className="why">{job.waitsForText}</small>}
    </span>
  )
}
