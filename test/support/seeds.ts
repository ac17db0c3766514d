/** `ASSAY_LONG=1` runs the long form of a test, by hand. */
export const LONG = process.env['ASSAY_LONG'] === '1'

/**
 * Seeds of a test, first to last: `0-CI` in CI, `0-LONG` with `ASSAY_LONG=1`. `ASSAY_SEEDS=400-800` goes on from there, or
 * repeats one: `7-8`.
 */
export function seeds(inCi: number, long: number): [first: number, last: number] {
  const range = process.env['ASSAY_SEEDS'] ?? `0-${LONG ? long : inCi}`
  const [, first, last] = /^(\d+)-(\d+)$/.exec(range) ?? []
  if (first === undefined || Number(first) >= Number(last)) throw new Error(`ASSAY_SEEDS=first-last, not ${range}`)
  return [Number(first), Number(last)]
}

/** Each of them, to be cases of a test. */
export function eachSeed(inCi: number, long: number): number[] {
  const [first, last] = seeds(inCi, long)
  return Array.from({ length: last - first }, (_, at) => first + at)
}
