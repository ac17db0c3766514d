import type { Report } from './folder/report'
import type { Sums } from './sums'

/** A distribution as somebody published it. */
export interface Given {
  readonly report: Report
  /** by name, `report.json` included; null: only the report was given */
  readonly files: ReadonlyMap<string, string> | null
  /** other reports of its program, with the evidence that lies beside them, by the id of their distribution */
  readonly neighbours: ReadonlyMap<string, Report>
  readonly evidence: ReadonlyMap<string, string>
  /** files of what it and its neighbours settle, by the id of their distribution */
  readonly settlements: ReadonlyMap<string, string>
  /** what the report before a cumulative one says was ever given; null: it is not at hand */
  readonly sums: Sums | null
}
