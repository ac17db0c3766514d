import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { folderIn, idOfFolder } from '../../config/distributionFolder'
import type { Lie } from './lie'
import { type Report, reportOf } from './report'

/** Reports of the same program that lie beside a distribution's folder, by the id of their distribution. */
export async function neighboursOf(folder: string, { network, program }: Report): Promise<Map<string, Report>> {
  const parent = path.dirname(path.resolve(folder))
  const prefix = `${network}:${program}:`
  const found = new Map<string, Report>()
  const ids = (await readdir(parent).catch(() => [])).map(idOfFolder).filter((each) => each.startsWith(prefix))
  for (const id of new Set(ids)) {
    const file = path.join(folderIn(parent, id), 'report.json')
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text === null) continue
    try {
      found.set(id, reportOf(text, file))
    } catch {
      // A neighbour that is no report is no witness; whoever verifies it is told.
    }
  }
  return found
}

/** The carry from the report before and into the one after: each names the other by hash and amount. */
export function carryLies(report: Report, neighbours: ReadonlyMap<string, Report>): Lie[] {
  const id = idOf(report)
  const lies: Lie[] = []
  const compare = (of: string, link: NonNullable<Report['inputs']['previous']>, before: Report) => {
    if (link.sha256 !== before.sha256)
      lies.push({ what: of, where: `sha256 of ${idOf(before)}`, found: link.sha256, wanted: before.sha256 })
    if (link.carry !== before.carry.amount)
      lies.push({ what: of, where: `carry of ${idOf(before)}`, found: link.carry, wanted: before.carry.amount })
  }
  const { previous } = report.inputs
  const before = previous && neighbours.get(previous.id)
  if (previous && before) compare('report.json', previous, before)
  for (const [name, after] of neighbours)
    if (after.inputs.previous?.id === id) compare(`report.json of ${name}`, after.inputs.previous, report)
  return lies
}

export function idOf({ network, program, period }: Report): string {
  return `${network}:${program}:${period.id}`
}
