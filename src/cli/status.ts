import type { Command } from 'commander'
import { readEnv } from '../config/env'
import { waitingText } from '../rewards/read'
import { type Overview, readOverview } from './overview'
import { table } from './table'

export function register(program: Command): void {
  program
    .command('status')
    .description('where every network, the projector, the jobs and the services stand; exit 1 if a service is away')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  assay status --json')
    .action(async (options: { json?: boolean }) => {
      const overview = await readOverview(readEnv())
      console.log(options.json ? JSON.stringify(overview, null, 2) : statusText(overview))
      if (Object.values(overview.services).some((service) => !service.ok)) process.exitCode = 1
    })
}

/** What a person reads. */
export function statusText({ networks, waiting, projector, jobs, services }: Overview): string {
  const shown = (value: number | null) => (value === null ? '–' : String(value))
  type Shown = Overview['networks'][number]
  const lines = table<Shown>(
    [
      { title: 'network', cell: ({ name }) => name },
      { title: 'head', cell: ({ head }) => shown(head), right: true },
      { title: 'finalized', cell: ({ finalized }) => shown(finalized), right: true },
      { title: 'indexed', cell: ({ indexed }) => shown(indexed), right: true },
      { title: 'lag', cell: ({ lagBlocks }) => shown(lagBlocks), right: true },
      { title: 'projected', cell: ({ name }) => shown(projector.cursor[name] ?? null), right: true },
      { title: 'quarantined', cell: ({ quarantined }) => String(quarantined), right: true },
    ],
    networks,
  )
  const counts = Object.entries(jobs).map(([state, count]) => `${count} ${state}`)
  const unread = networks.flatMap(({ name, quarantined, newestQuarantined: newest }) =>
    newest
      ? [
          `${name}: ${quarantined} logs no decoder understood; the newest in block ${newest.block}, contract ${newest.contract}, topic ${newest.topic0}: ${newest.reason}`,
        ]
      : [],
  )
  const complete = networks.flatMap(({ name, completeness }) =>
    completeness.length > 0
      ? [
          `${name}: complete by ${completeness.map(({ level, fromBlock, toBlock }) => `${level} ${fromBlock}–${toBlock}`).join(', ')}`,
        ]
      : [],
  )
  const digests = networks.flatMap(({ name, digest }) =>
    digest ? [`${name}: log digest ${digest.digest} to block ${digest.toBlock}`] : [],
  )
  const alarms = networks.flatMap((network) =>
    network.alarms.map(({ code, message, since }) => `${network.name}: ${code} since ${isoTime(since)}: ${message}`),
  )
  const audits = networks.map(({ name, audit, failingIdentities: identities }) => {
    const failing = identities > 0 ? `${identities} identities do not hold; ` : ''
    if (!audit) return `${name}: ${failing}not audited yet`
    const { failing: checks, block, at } = audit
    const said = checks.length === 0 ? 'every check held' : `FAILS ${checks.join(', ')}`
    return `${name}: ${failing}audit at block ${block}, ${isoTime(at)}: ${said}`
  })
  const wrong = networks.flatMap(({ name, doubts, pending }) =>
    doubts.map((doubt) => `${name}: figures are ${pending ? '' : 'not served: '}${doubt}`),
  )
  const none = 'no networks: name profiles in ASSAY_PROFILES, or the folder of a running `assay up` in ASSAY_DATA'
  const forPerson = waitingText(waiting)
  return [
    ...(forPerson === null ? [] : [forPerson, '']),
    ...(networks.length > 0 ? lines : [none]),
    '',
    ...complete,
    ...audits,
    ...digests,
    ...wrong,
    ...alarms,
    ...unread,
    '',
    `jobs        ${counts.join(', ') || 'none'}`,
    ...Object.entries(services).map(
      ([name, { ok, address }]) => `${name.padEnd(12)}${ok ? 'ok  ' : 'away'}  ${address}`,
    ),
  ].join('\n')
}

const isoTime = (seconds: number) => new Date(seconds * 1000).toISOString()
