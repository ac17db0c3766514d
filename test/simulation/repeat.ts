import { planted } from './plants/plants'
import { report } from './report'
import { Lane } from './trial/lane'
import { planOf } from './trial/plan'
import type { RowId } from './trial/rows'
import { runTrial } from './trial/trial'

/** One trial again. @param plant name of a planted bug @returns whether it was green */
export async function repeat(
  seed: string,
  rows: readonly RowId[],
  { plant, ...options }: Record<'projected' | 'served' | 'absurd' | 'longOutages', boolean> & { plant?: string },
): Promise<boolean> {
  const lane = await Lane.open()
  try {
    const outcome = await runTrial(planOf(seed, rows, { ...options, ...(plant && planted(plant)) }), lane)
    console.log(report(outcome))
    return outcome.failure === undefined
  } finally {
    await lane.close()
  }
}
