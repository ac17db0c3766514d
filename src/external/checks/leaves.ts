import type { Distribution, Row } from '../distribution'
import type { Findings } from '../findings'
import { hashBytes, hex } from '../values'

/** What the rows make of the tree. */
export interface Climbed {
  /** root that the rows make; undefined while a row cannot be read, or there is none */
  readonly root: string | undefined
  /** rows whose leaf is the file's and climbs */
  readonly standing: number
}

/**
 * Every leaf made again and climbed. Where no proof leads to the stated root, the root that most of them lead to is the
 * one that the tree was made with: the lie is then the root, and whoever does not lead there.
 */
export function checkLeaves(findings: Findings, { rows, tree, encoding, root }: Distribution): Climbed {
  const stated = root.toLowerCase()
  if (!hashBytes(root)) findings.add('root', 'root', 'it is no hash of 32 bytes')
  const known = new Set<string>()
  const at = new Map<string, Row>()
  const reached = rows.map((row, index) => {
    if (row.stated) known.add(hex(row.stated))
    if (!row.leaf) return undefined
    const leaf = hex(row.leaf)
    known.add(leaf)
    const twin = at.get(leaf)
    if (twin && twin.key !== row.key) findings.add('duplicates', row.where, `its leaf is that of ${twin.where}`)
    at.set(leaf, row)
    const end = tree.climb(index, row.leaf)
    return end && hex(end)
  })
  const reference = reached.includes(stated) ? stated : mostReached(reached, stated)
  let failing = 0
  let pairless = false
  rows.forEach((row, index) => {
    if (!row.leaf) return
    const why = whyNot(row, index)
    if (why === undefined) return
    failing++
    if (!row.stated) pairless = true
    findings.add('leaves', row.where, why)
  })

  function whyNot(row: Row, index: number): string | undefined {
    const leaf = hex(row.leaf!)
    if (row.stated && hex(row.stated) !== leaf)
      return `its leaf by ${encoding} is ${leaf}, the file has ${hex(row.stated)}${other(row, index)}`
    if (reached[index] === reference || (tree.broken && reached[index] !== undefined)) return undefined
    if (reached[index] === undefined) return row.stated ? `its leaf ${leaf} is not in the tree` : 'it has no proof'
    const length = tree.proofLength(index)
    return `its leaf by ${encoding} is ${leaf}; its proof${length === undefined ? '' : ` of ${length} hashes`} leads to ${reached[index]}${other(row, index)}`
  }

  /** Which other encoding it is the leaf of. */
  function other(row: Row, index: number): string {
    for (const [name, leaf] of Object.entries(row.others())) {
      const end = tree.climb(index, leaf)
      if (row.stated ? hex(row.stated) === hex(leaf) : end && hex(end) === stated) return `; it is the leaf by ${name}`
    }
    return ''
  }

  // A row that was changed leaves its true leaf without a row: where the file does not say which it was, it is not news.
  if (!pairless)
    for (const [where, leaf] of Object.entries(tree.unlisted(known)))
      findings.add('leaves', where, `no row has the leaf ${leaf}: somebody else can claim by it`)
  const leaves = rows.flatMap(({ leaf }) => leaf ?? [])
  const made = leaves.length === rows.length && leaves.length > 0 ? hex(tree.rootOf(leaves)) : undefined
  if (rows.length === 0) findings.add('leaves', 'rows', 'there is none')
  if (made !== undefined && made !== stated)
    findings.add(
      'root',
      'root',
      failing > 0
        ? `the rows make ${made}; which of them are not the tree’s is told at leaves`
        : `the rows make ${made}`,
    )
  else if (made === undefined && reference !== stated) findings.add('root', 'root', `the proofs lead to ${reference}`)
  return { root: made, standing: leaves.length - failing }
}

function mostReached(reached: readonly (string | undefined)[], otherwise: string): string {
  const counts = new Map<string, number>()
  for (const end of reached) if (end !== undefined) counts.set(end, (counts.get(end) ?? 0) + 1)
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  return most && (most[1] > 1 || counts.size === 1) ? most[0] : otherwise
}
