import { type Address, address } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import type { Refuse } from '../inbox'
import type { JobNetwork } from '../network'
import type { Report, ReportType } from './report'
import { signerOf } from './signer'
import type { ReportDomain } from './typedData'

/** How far the clocks of a node and the log may be apart; as long an old report that is copied may count once more. */
export const SIGNED_WITHIN_MS = 60_000

/**
 * Refuses reports of nodes by anybody but their operator or themselves. Time is the log's, so that the log read again gives
 * the same verdicts. A report of a lease that nobody ever had is left alone: nothing comes of it.
 * @see docs/invariants.md#J11 @see docs/adr/0050-signed-reports.md
 */
export function refuseReports(networks: readonly JobNetwork[]): Refuse<ReportType> {
  const byName = new Map(networks.map((each) => [each.name, each]))
  return async (db, reports) => {
    const named = await networksOf(db, reports)
    const operators = await operatorsOf(db, named)
    const refused = new Map<Report, AssayError>()
    for (const [report, name] of named) {
      const refusal = await refusalOf(report, name, byName.get(name), operators.get(nodeOf(name, report)))
      if (refusal !== undefined) refused.set(report, refusal)
    }
    return refused
  }
}

const nodeOf = (network: string, { data }: Report) => `${network}/${data.node}`

/** The network of each report: a heartbeat names it, the others name a lease. */
async function networksOf(db: Queryable, reports: readonly Report[]): Promise<Map<Report, string>> {
  const named = new Map<Report, string>()
  const ofLeases = reports.flatMap((report) => {
    if (report.type !== 'assay.node.heartbeat.v1') return [{ report, data: report.data }]
    named.set(report, report.data.network)
    return []
  })
  if (ofLeases.length === 0) return named
  const { rows } = await db.query<{ at: number; network: string }>(
    `select r.at, l.network from jsonb_to_recordset($1) as r(at int, token bigint, "jobId" text, node text)
       join lease l on l.token = r.token and l.job_id = r."jobId" and l.node = r.node`,
    [JSON.stringify(ofLeases.map(({ data: { token, jobId, node } }, at) => ({ at, token, jobId, node })))],
  )
  for (const { at, network } of rows) named.set(ofLeases[at]!.report, network)
  return named
}

/** Operators of the nodes, as of the head block: an operator is for ever, so a final block says the same. */
async function operatorsOf(db: Queryable, reports: ReadonlyMap<Report, string>): Promise<Map<string, Address>> {
  const nodes = [...reports].map(([{ data }, network]) => ({ network, node: data.node }))
  if (nodes.length === 0) return new Map()
  const { rows } = await db.query<{ network: string; node: string; operator: string }>(
    `select distinct n.network, n.address as node, n.operator
       from jsonb_to_recordset($1) as r(network text, node text) join node n on n.network = r.network and n.address = r.node`,
    [JSON.stringify(nodes)],
  )
  return new Map(rows.map(({ network, node, operator }) => [`${network}/${node}`, address(operator)]))
}

async function refusalOf(
  report: Report,
  name: string,
  network: JobNetwork | undefined,
  operator: Address | undefined,
): Promise<AssayError | undefined> {
  const { type, data, record } = report
  const { node, signedAt, signature } = data
  if (network === undefined)
    return new AssayError('E-REPORT-NETWORK', `network ${name} has no bill contract here`, {
      next: 'Give the dispatcher the profile of that network, or the node the log of its own.',
    })
  if (network.registry === undefined) return undefined
  if (operator === undefined)
    return new AssayError('E-REPORT-NODE', `the registry of ${name} has no node ${node}`, {
      next: 'Register the node; what it reports counts from then on.',
    })
  if (!network.signedReports) return undefined
  if (signature === undefined || signedAt === undefined)
    return new AssayError('E-REPORT-UNSIGNED', `${type} of node ${node} is not signed`, {
      next: 'Give the worker WORKER_KEYS: the key of the node, or of its operator.',
    })
  if (Math.abs(record.at.getTime() - signedAt) > SIGNED_WITHIN_MS)
    return new AssayError(
      'E-REPORT-TIME',
      `${type} of node ${node} was signed at ${new Date(signedAt).toISOString()}, and the log took it at ${record.at.toISOString()}`,
      { next: 'Set the clock of the node. One that was sent before does not count again.' },
    )
  const domain: ReportDomain = { network: name, chainId: network.chainId, registry: network.registry }
  const signer = await signerOf(domain, type, data)
  if (signer !== operator && signer !== node)
    return new AssayError('E-REPORT-SIGNER', `${type} of node ${node} is signed by ${signer ?? 'nobody'}`, {
      next: `Sign with the key of the node or of its operator, for ${name} at registry ${network.registry}.`,
      details: { operator },
    })
  return undefined
}
