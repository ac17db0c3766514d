import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { folderIn } from '../../config/distributionFolder'
import { AssayError } from '../../errors'
import type { Given } from '../given'
import { idOf, neighboursOf } from './neighbours'
import { type Report, reportOf, sha256Of } from './report'
import { CORRECTIONS } from './settlements'
import { sumsBefore } from './sumsBefore'

/** Files above it are no report of ours: a claim takes some 120 bytes. */
const MOST_BYTES = 512 * 1024 * 1024

/** A distribution in a folder with its neighbours, or a report alone. @throws AssayError E-REPORT-FILE */
export async function givenAt(at: string): Promise<Given> {
  const found = await stat(at).catch(unreadable(at))
  if (!found.isDirectory())
    return {
      ...{ report: reportOf(await text(at), at), files: null, neighbours: new Map() },
      ...{ evidence: new Map(), settlements: new Map(), sums: null },
    }
  const files = new Map<string, string>()
  for (const name of (await readdir(at)).sort()) {
    const file = path.join(at, name)
    // A folder inside is named as what does not belong there.
    files.set(name, (await stat(file)).isDirectory() ? '' : await text(file))
  }
  const report = reportOf(
    files.get('report.json') ?? (await text(path.join(at, 'report.json'))),
    path.join(at, 'report.json'),
  )
  const neighbours = await neighboursOf(at, report)
  const sums = await sumsBefore(at, report, neighbours)
  const settlements = await settlementsBeside(at, neighbours)
  const own = files.get(CORRECTIONS)
  if (own !== undefined) settlements.set(idOf(report), own)
  return { report, files, neighbours, evidence: await evidenceBeside(at, neighbours), settlements, sums }
}

/** Evidence of the neighbours, where it is what their reports were computed from. */
async function evidenceBeside(at: string, neighbours: ReadonlyMap<string, Report>): Promise<Map<string, string>> {
  const evidence = new Map<string, string>()
  const parent = path.dirname(path.resolve(at))
  for (const [id, { inputs }] of neighbours) {
    if (inputs.evidence === undefined) continue
    const file = path.join(folderIn(parent, id), 'evidence.ndjson')
    const body = await readFile(file, 'utf8').catch(() => null)
    if (body !== null && sha256Of(body) === inputs.evidence.sha256) evidence.set(id, body)
  }
  return evidence
}

/** What the neighbours settle, as it lies there. */
async function settlementsBeside(at: string, neighbours: ReadonlyMap<string, Report>): Promise<Map<string, string>> {
  const settlements = new Map<string, string>()
  const parent = path.dirname(path.resolve(at))
  for (const [id, { inputs }] of neighbours) {
    if (!inputs.corrections) continue
    const file = path.join(folderIn(parent, id), CORRECTIONS)
    const body = await stat(file).then(
      () => text(file),
      () => null,
    )
    if (body !== null) settlements.set(id, body)
  }
  return settlements
}

async function text(file: string): Promise<string> {
  const { size } = await stat(file).catch(unreadable(file))
  if (size > MOST_BYTES)
    throw new AssayError('E-REPORT-FILE', `${file} has ${size} bytes, more than a file of a distribution has`, {
      next: 'Give the report.json, or the folder, of a distribution.',
    })
  return readFile(file, 'utf8').catch(unreadable(file))
}

function unreadable(file: string) {
  return (cause: unknown): never => {
    throw new AssayError('E-REPORT-FILE', `cannot read ${file}`, {
      next: 'Give the path of a report.json, or of the folder of a distribution.',
      cause,
    })
  }
}
