import { Random } from '../../../src/devnet/scenario/random'
import type { CrashPoint } from '../proxy/crashPoint'
import { loadedRows, projectedRows, type RowId } from './rows'

/** A trial before it runs: everything but the instants follows from it. */
export interface Plan {
  readonly seed: string
  readonly rows: readonly RowId[]
  /** blocks on top of a block that make it final */
  readonly finality: number
  readonly scheme: 'http' | 'ws'
  /** blocks of the chain before the indexer starts */
  readonly history: number
  /** whether ClickHouse takes part */
  readonly projected: boolean
  /** whether events come that no contract would emit: then the log of them is compared, and nothing that follows */
  readonly absurd: boolean
  /** whether the public api is asked too */
  readonly served: boolean
  /** whether api, cron, dispatcher and a worker run too, with people on them from the beginning to the end */
  readonly loaded: boolean
  /** whether stores and nodes are away for as long as in production, or for seconds */
  readonly longOutages: boolean
  /** where K2 kills, one after the other; by chance where it is not said */
  readonly crashAt: readonly CrashPoint[] | undefined
  /** longest wait for anything: the spec's bar for recovering from whatever a node does (row L5) */
  readonly patienceMs: number
  /** what the processes get beside their own: a planted bug */
  readonly env: Readonly<Record<string, string>>
}

const RECOVERY_MS = 60_000

/** A head that goes back so far needs a chain that long (row L6). */
export const HEAD_BACK = 1_000

export function planOf(
  seed: string,
  rows: readonly RowId[],
  options: Partial<
    Pick<Plan, 'projected' | 'served' | 'absurd' | 'longOutages' | 'crashAt' | 'patienceMs' | 'env'>
  > = {},
): Plan {
  const random = new Random(`plan ${seed}`)
  const loaded = rows.some((row) => loadedRows.has(row))
  return {
    seed,
    rows,
    finality: random.int(9, 13),
    scheme: random.pick(['http', 'ws']),
    history: rows.includes('L6') ? HEAD_BACK + 20 : random.int(0, 40),
    projected: options.projected === true || loaded || rows.some((row) => projectedRows.has(row)),
    absurd: options.absurd === true,
    served: options.served === true,
    loaded,
    longOutages: options.longOutages === true,
    crashAt: options.crashAt,
    patienceMs: options.patienceMs ?? RECOVERY_MS,
    env: options.env ?? {},
  }
}
