import { AssayError } from '../../errors'
import { readChainLine } from '../chain/journal'
import { calendar, defaultUntil, genesisTime } from './calendar'

/** Parameters of a devnet, fixed when its chain is created, for as long as its data folder lives. */
export interface DevnetSettings {
  /** ISO date, end of the history */
  readonly until: string
  readonly seed: number
  /** seconds; the node's `--timestamp` */
  readonly genesisTime: number
}

const DEFAULT_SEED = 1

/**
 * Settings of the devnet in `dataDir`: those it was created with, else those wanted, else the defaults.
 * @param wanted only what the user said; a default must be left undefined
 * @param now seconds
 * @throws AssayError E-DEVNET-SETTINGS when the user wants others than the devnet was created with; E-UNTIL
 */
export function devnetSettings(
  dataDir: string,
  wanted: { readonly until?: string | undefined; readonly seed?: number | undefined },
  now: number,
): DevnetSettings {
  const made = readChainLine(dataDir)
  const until = made?.until ?? wanted.until ?? defaultUntil(now)
  const seed = made?.seed ?? wanted.seed ?? DEFAULT_SEED
  for (const [name, requested, has] of [
    ['--until', wanted.until, until],
    ['--seed', wanted.seed, seed],
  ])
    if (requested !== undefined && requested !== has)
      throw new AssayError('E-DEVNET-SETTINGS', `this devnet was made with ${name} ${has}, not ${requested}`, {
        next: `Leave ${name} out to continue it, or add --fresh to start a new one.`,
      })
  return { until, seed, genesisTime: made?.genesisTime ?? genesisTime(calendar(until, now)) }
}
