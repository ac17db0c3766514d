import path from 'node:path'
import { expect, it } from 'vitest'
import { commands, type Lie } from '../../lies/lie'
import { lies } from '../../lies/suite'

it('docs/proof.md has every planted lie (`npm run generate` writes it)', async () => {
  expect(new Set(lies.map(({ name }) => name)).size).toBe(lies.length)
  expect(lies.length).toBeGreaterThanOrEqual(100)
  const rows = lies.map(
    (lie) => `| \`${lie.name}\` | ${lie.on} | ${doing(lie)} | ${command(lie.by)} | ${code(lie.says)} |`,
  )
  await expect(`${preface(lies.length)}${rows.join('\n')}\n`).toMatchFileSnapshot(
    path.resolve(__dirname, '../../../docs/proof.md'),
  )
})

function doing(lie: Lie): string {
  if ('sql' in lie) return code(typeof lie.sql === 'string' ? lie.sql : lie.sql.join('; '))
  if ('table' in lie) return `ClickHouse, \`${lie.table}\` ${code(lie.pick)}: ${changing(lie.to)}`
  if ('file' in lie)
    return `\`${lie.file}\` of ${lie.program} ${lie.edit === null ? 'is removed' : lie.as ? `lies there again as \`${lie.as}\`` : `is changed: ${code(`${lie.edit}`)}`}`
  if ('archive' in lie) return `the archive of raw logs: ${lie.does}`
  return `\`${lie.method}\`: ${lie.does}`
}

function changing(to: Record<string, string> | null | 'twice'): string {
  if (to === null) return 'removed'
  return to === 'twice'
    ? 'there twice'
    : Object.entries(to)
        .map(([column, as]) => code(`${column} = ${as}`))
        .join(', ')
}

const command = (by: string) => `\`assay ${commands.some((each) => each === by) ? by : `audit --only ${by}`}\``

const code = (text: string) => `\`${text.replaceAll(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', '\\|')}\``

const preface = (count: number) => `# Proof: the planted lies

<!-- Generated from test/lies/suite by test/unit/docs/proof.test.ts: run \`npm run generate\`, do not edit. -->

${count} lies, as the owner of a database, a disk or an endpoint could tell them, each planted in the devnet's year. \`npm run lies\` plants all of them beside a running
\`assay up\`; \`npm run lies -- NAME\` one, \`npm run lies -- replay\` those of a check. Nothing of the instance is changed: a lie about rows stands in a transaction
that is rolled back, triggers off, and the check reads through it; files, series and archives are copied first; a node's answers are changed on their way. Lies about rows of one network that one
check reads in one pass are told together, each must be named, and one that is not is told again alone. Red is also a check that alarms while nobody lies.

Jobs are on no chain; what anchors them is, first, the bill: who paid whom for how much work, at which price, of which maximum. Then the job log, which the audit
reads whole wherever it is, on Kafka or on PostgreSQL: requests, assignments, results and settlements beside the rows that they became, and heartbeats beside minutes and
GPUs, of the last six hours unless \`--full\` is given. Kafka's log is not in the database, so whoever owns the database alone changes no job in silence; whoever owns the
log as well is stopped by the bill alone. What nothing anchors: a record older than the log keeps (72 hours) of a job that was never billed; minutes of uptime between
that and the report that seals them; progress; members and leases of consumer groups, as long as they end within a minute; how often a settlement was tried, and by which
transaction where it was tried twice. Results are not signed by their nodes: who can write to the log can speak for any of them.

What no check can tell, since nothing else knows it: who approved or closed a distribution and at what hour; that a hold was put on a verified one by hand, until cron judges it
again; the chain's side of a difference or identity of long ago where the node keeps no such old state, and that one between two others was removed; that an archive ends earlier than it did
(its check says to where it reaches); the level of the range of blocks that is being written; an alarm of a node or a stop that was removed by hand while its process goes on. Whoever owns
the database and the data folder of the machine that audits can make its stored audits anew from some report on: who was told of them, by the webhook or by a copy, knows better.

*Words* is the regular expression that the command's words must match: \`{column}\` is the row's own value, so that each lie is named by its row, block, file or account.

| lie | on | what is done | named by | words |
|---|---|---|---|---|
`
