import type { Alarms } from '../../alarms'
import { type Difference, wrongLedger } from '../completeness/difference'
import type { HistoryBlock } from '../history/range'
import type { Branch, Step } from './branch'
import type { Confirmer } from './confirm'

/** How often wrongly written blocks are read and written again; after that the node contradicts itself. */
const CORRECTIONS = 3
/** Blocks confirmed at once, whose logs are in memory together. */
const CONFIRM_BLOCKS = 100

export type HotStep = Step<HistoryBlock>
/** A write to the store, which runs once: reads may be repeated after a failure, a write may not. */
export type Write = () => Promise<void>

export interface Finality {
  readonly confirmer: Pick<Confirmer, 'read' | 'compare'>
  readonly alarms: Alarms
  written(step: HotStep): Write
  /** The hot tail from a height on, read again. */
  rewritten(from: number): AsyncGenerator<Write>
}

/**
 * Makes blocks final that are deep enough, once a second reading agrees with the rows written of them. Blocks that
 * differ are written again. @throws AssayError E-LOGS-MISSING, E-LOGS-FOREIGN, E-LOGS-DIFFER when that does not help
 */
export async function* finalize(branch: Branch, finalHeight: number, finality: Finality): AsyncGenerator<Write> {
  const { confirmer, alarms, written, rewritten } = finality
  let corrections = 0
  while (true) {
    const due = branch.hotUpTo(Math.min(finalHeight, branch.final.height + CONFIRM_BLOCKS))
    if (due.length === 0) return
    const reread = await confirmer.read(due)
    if (!reread) return
    let wrong: Difference | undefined
    yield async () => {
      wrong = await confirmer.compare(reread)
    }
    if (!wrong) {
      await alarms.clear('E-HOT-CORRECTED')
      yield written(branch.step(branch.tip, [], due[due.length - 1]!.height))
      continue
    }
    const error = wrongLedger(wrong)
    if (corrections++ === CORRECTIONS) throw error
    await alarms.raise('E-HOT-CORRECTED', `${error.message}: written again from there`)
    yield* rewritten(wrong.block)
  }
}
