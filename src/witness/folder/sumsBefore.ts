import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { keccak256, stringToBytes } from 'viem'
import { folderIn } from '../../config/distributionFolder'
import type { Sums } from '../sums'
import { sumTreeOf } from '../tree'
import type { Lie } from './lie'
import type { Report } from './report'

/**
 * What the report before a cumulative one says of each account, by the `claims.csv` beside it, which must have the root
 * that it names; empty before the first; null where it is not at hand, or does not.
 */
export async function sumsBefore(
  at: string,
  report: Report,
  neighbours: ReadonlyMap<string, Report>,
): Promise<Sums | null> {
  if (report.cumulative?.since === report.period.id) return new Map()
  const before = neighbours.get(report.inputs.previous?.id ?? '')
  if (!report.cumulative || !before?.cumulative || before.sha256 !== report.inputs.previous!.sha256) return null
  const folder = folderIn(path.dirname(path.resolve(at)), report.inputs.previous!.id)
  const text = await readFile(path.join(folder, 'claims.csv'), 'utf8').catch(() => '')
  const sums = sumsIn(text)
  const root = sumTreeOf(keccak256(stringToBytes(report.program)), sums)?.root ?? null
  return root === before.cumulative.root ? sums : null
}

/** The second column of a cumulative `claims.csv`; a line that is none is left out, and the root will tell. */
export function sumsIn(text: string): Sums {
  const lines = text.split('\n').map((line) => /^(0x[0-9a-f]{40}),([1-9]\d{0,77}),/.exec(line))
  return new Map(lines.flatMap((found) => (found ? [[found[1]!, BigInt(found[2]!)]] : [])))
}

/** Amounts of a folder that fall below those of the folder before it, or leave an account out. */
export function sumLies(files: ReadonlyMap<string, string> | null, before: Sums | null): Lie[] {
  const text = files?.get('claims.csv')
  if (text === undefined || before === null) return []
  const now = sumsIn(text)
  return [...before].flatMap(([account, amount]): Lie[] => {
    const found = now.get(account)
    if (found !== undefined && found >= amount) return []
    const where = `cumulative amount of ${account}`
    return [{ what: 'claims.csv', where, found: `${found ?? 'none'}`, wanted: `${amount} or more, as before` }]
  })
}
