import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../config/root'

const folder = path.join(projectRoot, 'db', 'rulesets')
/** Names the files whose parts a file builds on, in their order. */
const PARTS = /^-- with: (.+)$/m

/** The statement of a file of `db/rulesets`, with the parts it builds on before it and, of a ruleset, the split behind it. */
export function statementOf(name: string, read: (name: string) => string = readPart): string {
  const own = read(name)
  const parts = (PARTS.exec(own)?.[1] ?? '').split(' ').filter(Boolean).map(read)
  return `with recursive\n${[...parts, own].map((each) => each.trim()).join(',\n')}`
}

/** As `statementOf`, of a ruleset: `eth-month/v1` is `eth-month-v1.sql`, divided by `split.sql`. */
export function rulesetStatement(ruleset: string, read: (name: string) => string = readPart): string {
  return `${statementOf(ruleset.replace('/', '-'), read)},\n${read('split')}`
}

export function readPart(name: string): string {
  return readFileSync(path.join(folder, `${name}.sql`), 'utf8')
}
