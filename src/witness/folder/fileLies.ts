import type { Witnessed } from '../figures'
import { claimsLies, explanationLies, hashLies, treeLies } from './files'
import type { Lie } from './lie'
import { type Report, sha256Of } from './report'
import { CORRECTIONS } from './settlements'

/** Every file that belongs to the distribution, and those that do not. */
export function fileLies(
  files: ReadonlyMap<string, string>,
  report: Report,
  { shares, tree, sums }: Witnessed,
  hasDistributor: boolean,
): Lie[] {
  const sealed = report.inputs.evidence?.sha256
  const checks: Record<string, ((text: string) => Lie[]) | undefined> = {
    'report.json': () => [],
    'report.sha256': (text) => hashLies(report, text),
    'claims.csv': (text) => claimsLies(text, shares, sums),
    'explanations.ndjson': (text) => explanationLies(report, text, shares),
    'evidence.ndjson': sealed === undefined ? undefined : (text) => evidenceLies(text, sealed),
    // Every row of it is computed with the period.
    [CORRECTIONS]: report.inputs.corrections ? () => [] : undefined,
    'tree.json': tree ? (text) => treeLies(text, tree, sums !== null) : undefined,
    'safe-batch.json': tree && hasDistributor ? () => [] : undefined,
  }
  // Of them nothing is computed: they are given by people, and read where they lie.
  const unknown = [...files.keys()].filter(
    (name) => !checks[name] && !(name === 'signatures.json' && tree && hasDistributor),
  )
  return [
    ...Object.entries(checks).flatMap(([what, check]) => {
      const text = files.get(what)
      if (!check) return []
      return text === undefined ? [{ what, where: '(the file)', found: 'missing', wanted: 'there' }] : check(text)
    }),
    ...unknown.sort().map((what) => ({ what, where: '(the file)', found: 'there', wanted: 'none' })),
  ]
}

function evidenceLies(text: string, sealed: string): Lie[] {
  const found = sha256Of(text)
  return found === sealed ? [] : [{ what: 'evidence.ndjson', where: 'sha256', found, wanted: sealed }]
}
