/** The same thing told twice: as it was, and as the scenario has it. */
export interface Sides<T> {
  readonly real: T
  readonly whatIf: T
}

export function bothSides<T>(side: (which: keyof Sides<T>) => T): Sides<T> {
  return { real: side('real'), whatIf: side('whatIf') }
}
