import type { Hash } from '../../economics/units'
import { sortedLines } from '../report/canonicalJson'
import { sha256 } from '../report/sha256'

/** Inputs of a report that no chain holds, as `evidence.ndjson` has them. Sealed once, never gathered again. */
export interface Evidence {
  readonly body: string
  readonly lines: number
  readonly sha256: Hash
}

export function evidenceOf(facts: readonly object[]): Evidence {
  const lines = sortedLines(facts).map((line) => `${line}\n`)
  return asEvidence(lines.join(''))
}

export function asEvidence(body: string): Evidence {
  return { body, lines: body.split('\n').length - 1, sha256: sha256(body) }
}

/** The facts of one kind. */
export function factsOf<Fact extends { readonly kind: string }>({ body }: Evidence, kind: Fact['kind']): Fact[] {
  const facts = body
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Fact)
  return facts.filter((fact) => fact.kind === kind)
}
