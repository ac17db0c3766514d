import type { Command } from 'commander'
import { type DispatchStatus, MAX_COUNTED, readDispatch } from '../../dispatch/status'
import { AssayError } from '../../errors'
import { withSnapshot } from '../../postgres/snapshot'
import { table } from '../table'
import { withDesk } from './withDesk'

export function registerStatus(dispatch: Command): void {
  dispatch
    .command('status')
    .description('how many jobs wait and for how long, what works on them, what is billed, what was given up')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  assay dispatch status --json')
    .action((options: { json?: boolean }) =>
      withDesk(async ({ pool, networks }) => {
        const names = networks.map(({ name }) => name)
        const status = await withSnapshot(pool, (snapshot) => readDispatch(snapshot, names))
        if (status === null)
          throw new AssayError('E-DISPATCH-SCHEMA', 'the database has no jobs yet', { next: 'Run: assay migrate' })
        console.log(
          options.json
            ? JSON.stringify(status, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
            : dispatchText(status),
        )
      }),
    )
}

/** What a person reads, what asks for one first. */
export function dispatchText({ networks, deadLetters, logLag }: DispatchStatus): string {
  type Shown = DispatchStatus['networks'][number]
  const troubles = [
    ...networks.flatMap(troublesOf),
    ...(deadLetters > 0 ? [`${counted(deadLetters)} records were given up: assay dispatch dead`] : []),
  ]
  const lines = table<Shown>(
    [
      { title: 'network', cell: ({ network }) => network },
      { title: 'no escrow yet', cell: ({ waiting }) => counted(waiting.requested), right: true },
      { title: 'for a GPU', cell: ({ waiting }) => counted(waiting.escrowed + waiting.retried), right: true },
      { title: 'oldest', cell: ({ oldestWaitingSeconds }) => age(oldestWaitingSeconds), right: true },
      { title: 'at work', cell: ({ leases }) => String(leases), right: true },
      { title: 'free GPUs', cell: ({ freeGpus }) => String(freeGpus), right: true },
      { title: 'quarantined', cell: ({ quarantinedGpus }) => String(quarantinedGpus), right: true },
      { title: 'to bill', cell: ({ settlements }) => counted(settlements), right: true },
      { title: 'oldest', cell: ({ oldestSettlementSeconds }) => age(oldestSettlementSeconds), right: true },
    ],
    networks,
  )
  const lags = logLag
    .filter(({ records }) => records > 0n)
    .map(({ group, topic, records }) => `${group} has ${records} records of ${topic} before it`)
  return [...troubles, ...(troubles.length > 0 ? [''] : []), ...lines, ...lags].join('\n')
}

function troublesOf({ network, waiting, leases, expiredLeases, freeGpus }: DispatchStatus['networks'][number]) {
  const forGpu = waiting.escrowed + waiting.retried
  return [
    ...(expiredLeases > 0
      ? [`${network}: ${expiredLeases} leases have expired and stand: does a dispatcher run?`]
      : []),
    ...(forGpu > 0 && freeGpus === 0 && leases === 0
      ? [`${network}: ${counted(forGpu)} jobs wait, and no GPU is heard: assay dispatch nodes`]
      : []),
  ]
}

const counted = (count: number) => (count >= MAX_COUNTED ? `${MAX_COUNTED} or more` : String(count))

function age(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < 120) return `${Math.round(seconds)} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}
