/** One line, area or bar of a chart. */
export interface Series {
  readonly key: string
  readonly name: string
  readonly colour: string
}

const palette = ['var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)', 'var(--c5)', 'var(--c6)']

/** Names and colours in a fixed order, so that a series keeps its colour whatever else is there. */
export function seriesOf(known: Readonly<Record<string, string>>, present: readonly string[]): Series[] {
  const order = Object.keys(known)
  const all = [...order, ...present.filter((each) => !order.includes(each)).sort()]
  return all
    .map((key, index) => ({ key, name: known[key] ?? key, colour: palette[index % palette.length]! }))
    .filter(({ key }) => present.includes(key))
}
