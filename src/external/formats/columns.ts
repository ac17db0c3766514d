/** What the values of a leaf are, by their places; −1 where there is none. */
export interface Columns {
  readonly types: readonly string[]
  readonly account: number
  readonly token: number
  readonly amount: number
  /** what tells two payments apart */
  readonly key: readonly number[]
}

/**
 * A dump names types, not meanings. The amount is the last number. Of two addresses the token is the one of which there
 * are fewer; of as many, the second. A payment is told from another by all its other values, but for an index, which
 * differs in every row and would hide that an account stands twice.
 */
export function columnsOf(types: readonly string[], values: readonly (readonly unknown[])[]): Columns {
  const places = (pattern: RegExp) => types.flatMap((type, at) => (pattern.test(type) ? [at] : []))
  const distinct = (at: number) => new Set(values.map((value) => String(value[at]).toLowerCase())).size
  const addresses = places(/^address$/)
  const amount = places(/^u?int\d*$/).at(-1) ?? -1
  const [account = -1, token = -1] = addresses.toSorted((a, b) => distinct(b) - distinct(a) || a - b)
  const isIndex = (at: number) => /^uint\d*$/.test(types[at]!) && values.length > 1 && distinct(at) === values.length
  const key = types.flatMap((_, at) => (at === amount || isIndex(at) ? [] : [at]))
  return { types, account, token, amount, key }
}
