import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import type { Shares } from '../shares'
import type { Sums } from '../sums'
import { LEAF, SUM_LEAF, type Tree } from '../tree'
import type { Lie } from './lie'
import { claimsCsv, type Report, sha256Of } from './report'

/** Differences named of one file. */
const MOST = 50

export function hashLies(report: Report, text: string): Lie[] {
  const wanted = `${report.sha256.slice(2)}  report.json\n`
  if (text === wanted) return []
  return [{ what: 'report.sha256', where: 'line 1', found: text.trimEnd(), wanted: wanted.trimEnd() }]
}

/** `claims.csv`, row by row. */
export function claimsLies(text: string, shares: Shares, sums: Sums | null = null): Lie[] {
  const wanted = claimsCsv(shares, sums)
  if (text === wanted) return []
  const [given, right] = [text.split('\n'), wanted.split('\n')]
  const lies: Lie[] = []
  for (let at = 0; at < Math.max(given.length, right.length) && lies.length < MOST; at++)
    if (given[at] !== right[at])
      lies.push({
        what: 'claims.csv',
        where: `line ${at + 1}`,
        found: given[at] ?? 'none',
        wanted: right[at] ?? 'none',
      })
  return lies
}

/** `explanations.ndjson`: the bytes by their hash in the report, and what each line says an account gets. */
export function explanationLies(report: Report, text: string, shares: Shares): Lie[] {
  const what = 'explanations.ndjson'
  const lies: Lie[] = []
  const hash = sha256Of(text)
  if (hash !== report.explanations) lies.push({ what, where: 'sha256', found: hash, wanted: report.explanations })
  const lines = text.split('\n').filter(Boolean)
  const wanted = [...shares].map(([account, { amount }]) => `${account} gets ${amount}`)
  for (let at = 0; at < Math.max(lines.length, wanted.length) && lies.length < MOST; at++) {
    const found = told(lines[at])
    if (found !== (wanted[at] ?? 'none'))
      lies.push({ what, where: `line ${at + 1}`, found, wanted: wanted[at] ?? 'none' })
  }
  return lies
}

function told(line: string | undefined): string {
  if (line === undefined) return 'none'
  try {
    const { account, amount } = JSON.parse(line) as { account: string; amount: string }
    return `${account} gets ${amount}`
  } catch {
    return 'no JSON'
  }
}

/** OpenZeppelin's `standard-v1`. */
interface Dump {
  readonly format?: unknown
  readonly leafEncoding?: unknown
  readonly tree: readonly unknown[]
  readonly values: readonly { readonly value: readonly unknown[]; readonly treeIndex: unknown }[]
}

/**
 * `tree.json` beside OpenZeppelin's own tree of the shares, each of whose leaves climbs to the root: leaf by account, node
 * by place. The order of the values is nobody's promise.
 */
export function treeLies(text: string, wanted: Tree, isCumulative = false): Lie[] {
  const what = 'tree.json'
  const [encoding, holder] = isCumulative ? [SUM_LEAF, 1] : [LEAF, 2]
  const lies: Lie[] = []
  const differs = (where: string, found: unknown, right: unknown) => {
    if (found !== right && lies.length < MOST)
      lies.push({ what, where, found: `${found ?? 'none'}`, wanted: `${right ?? 'none'}` })
  }
  const dump = dumpIn(text)
  if (dump === null) return [{ what, where: '(the file)', found: 'no tree', wanted: 'a standard-v1 tree' }]
  differs('format', dump.format, 'standard-v1')
  differs('leafEncoding', JSON.stringify(dump.leafEncoding), JSON.stringify(encoding))
  const right = new Map(wanted.dump().values.map(({ value, treeIndex }) => [value[holder], leafText(value, treeIndex)]))
  for (const { value, treeIndex } of dump.values) {
    const account = String(value[holder])
    differs(`leaf of ${account}`, leafText(value, treeIndex), right.get(account))
    right.delete(account)
  }
  for (const [account, leaf] of right) differs(`leaf of ${account}`, undefined, leaf)
  const nodes = wanted.dump().tree
  for (let at = 0; at < Math.max(nodes.length, dump.tree.length); at++) differs(`node ${at}`, dump.tree[at], nodes[at])
  for (const [at, value] of wanted.entries())
    if (!StandardMerkleTree.verify(wanted.root, encoding, value, wanted.getProof(at)))
      differs(`proof of ${value[holder]}`, 'another root', wanted.root)
  return lies
}

const leafText = (value: readonly unknown[], place: unknown) => `${value.join(',')} at ${place}`

function dumpIn(text: string): Dump | null {
  try {
    const dump = JSON.parse(text) as Dump
    return Array.isArray(dump.tree) && dump.values.every(({ value }) => Array.isArray(value)) ? dump : null
  } catch {
    return null
  }
}
