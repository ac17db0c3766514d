import { AssayError } from '../errors'

/** GraphQL type of a filterable field; it decides which suffixes the field gets. */
type FilterType = 'String' | 'Address' | 'Int' | 'BigInt' | 'DateTime' | 'Boolean'

/** A field of a `where` input: its GraphQL type and the SQL expression it compares. */
interface FilterField {
  readonly type: FilterType
  /** trusted SQL, written here and never by a caller */
  readonly column: string
}

export type FilterSpec = Readonly<Record<string, FilterField>>

/** OpenReader's suffixes, and the operator each stands for. */
const operators = { _eq: '=', _in: '= any', _gte: '>=', _lte: '<=', _gt: '>', _lt: '<' } as const
type Suffix = keyof typeof operators

/** A list longer than this is a client that should have used a range: it keeps the planner's work bounded. */
export const MAX_IN_VALUES = 500

const equality: readonly Suffix[] = ['_eq', '_in']
const ordered: readonly Suffix[] = ['_eq', '_in', '_gte', '_lte', '_gt', '_lt']

function suffixes(type: FilterType): readonly Suffix[] {
  if (type === 'Boolean') return ['_eq']
  return type === 'String' || type === 'Address' ? equality : ordered
}

/** SDL of a `where` input. The same spec makes the SQL, so that the two cannot drift apart. */
export function whereInput(name: string, spec: FilterSpec): string {
  const fields = Object.entries(spec).flatMap(([field, { type }]) =>
    suffixes(type).map((suffix) => `  ${field}${suffix}: ${suffix === '_in' ? `[${type}!]` : type}`),
  )
  return `input ${name} {\n${fields.join('\n')}\n}`
}

/** SQL conditions, joined by ` and `, and their values in order. */
export interface Conditions {
  readonly sql: string[]
  readonly values: unknown[]
}

/**
 * Turns a coerced `where` into SQL conditions; values are always parameters.
 * @param into conditions so far; parameter numbers continue from its values
 * @throws AssayError E-BAD-INPUT naming the field when an `_in` list is too long
 */
export function applyWhere(
  spec: FilterSpec,
  where: Record<string, unknown> | null | undefined,
  into: Conditions,
): void {
  for (const [key, value] of Object.entries(where ?? {})) {
    if (value === null || value === undefined) continue
    const suffix = Object.keys(operators).find((each) => key.endsWith(each)) as Suffix
    const field = spec[key.slice(0, -suffix.length)]!
    if (suffix === '_in' && (value as unknown[]).length > MAX_IN_VALUES) {
      throw new AssayError('E-BAD-INPUT', `${key}: at most ${MAX_IN_VALUES} values`, {
        next: 'Use a range, or ask in several queries.',
        details: { field: `where.${key}` },
      })
    }
    into.values.push(sqlValue(field.type, value))
    const place = `$${into.values.length}`
    // seconds after 2038 do not fit the column's integer, and a comparison with them is still a fair question
    const cast = field.type === 'DateTime' ? '::bigint' : ''
    into.sql.push(
      suffix === '_in'
        ? `${field.column} = any(${place}${cast && `${cast}[]`})`
        : `${field.column} ${operators[suffix]} ${place}${cast}`,
    )
  }
}

function sqlValue(type: FilterType, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => sqlValue(type, each))
  if (type === 'BigInt') return String(value)
  if (type === 'DateTime') return Math.floor((value as Date).getTime() / 1000)
  return value
}
