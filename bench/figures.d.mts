export type Figures = Record<string, number>

/** Keys are names of figures, or `ratio.<peer>`. */
export interface Bar {
  atLeast?: Figures
  atMost?: Figures
}

export interface Measured {
  name: string
  /** what was wrong with the result, in words; empty: the result is right */
  failures: readonly string[]
  figures: Figures
  peers: Record<string, Figures>
  /** how many times as fast as each peer; unless given, by events per second */
  ratio?: Figures
  stages: Figures
  /** peak MiB; `indexer` is the process the memory bar is about */
  rss: Figures
  /** seconds by process */
  cpu?: Figures
  bar: Bar
}

export interface Outcome extends Omit<Measured, 'failures'> {
  ok: boolean
  failures?: readonly string[]
  ratio: Figures
  rssMiB: number
  meetsBar: boolean
}

export function median(values: readonly number[]): number
export function percentile(values: readonly number[], share: number): number
export function alternate(names: readonly string[], rounds: number): string[]
export function rounded(value: number): number
export function outcome(measured: Measured): Outcome
