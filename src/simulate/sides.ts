/** A figure of history beside the same figure of the scenario. */
export interface Sides<T> {
  readonly real: T
  readonly whatIf: T
}

export function bothSides<T>(side: (which: keyof Sides<T>) => T): Sides<T> {
  return { real: side('real'), whatIf: side('whatIf') }
}
