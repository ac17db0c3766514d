import { isPruned } from '../../../chain/pruned'
import { isRateLimit, saidBy, sentenceOf } from '../../../chain/said'
import type { Alarms } from '../../alarms'
import { StructureFault } from './faults'
import type { HistoryRpc } from './rpc'

/** What is read, as its errors name it. */
export interface Reading {
  readonly block: number
  readonly text: string
}

/**
 * Failures of one reading before it is an alarm: a second of waiting, by when a hiccup is over. A rate limit has been
 * waited for already.
 */
const ALARM_AFTER = 4

/** Tells the operator, in the endpoint's own words, what keeps reading from going on, as long as it does. */
export class RefusalAlarm {
  private readonly standing = new Set<Reading>()

  constructor(
    private readonly alarms: Pick<Alarms, 'raise' | 'clear'>,
    private readonly rpc?: Pick<HistoryRpc, 'leave'>,
  ) {}

  async failed(reading: Reading, error: unknown, failures: number): Promise<void> {
    if (error instanceof StructureFault || (failures < ALARM_AFTER && !isRateLimit(error))) return
    if (await this.rpc?.leave?.(error)) return
    this.standing.add(reading)
    await this.alarms.raise('E-RPC-REFUSED', `${reading.text}: ${whyRefused(error, reading)}`)
  }

  /** It has been read, or is read in another way. */
  async over(reading: Reading): Promise<void> {
    if (this.standing.delete(reading) && this.standing.size === 0) await this.alarms.clear('E-RPC-REFUSED')
  }
}

/** The endpoint's words, and what they ask for where that is known. */
export function whyRefused(error: unknown, { block }: Pick<Reading, 'block'>): string {
  const { code = 0, words } = saidBy(error)
  const archive = isPruned({ code, message: words })
    ? `. The endpoint has pruned what is needed: name an archive node, with history from block ${block} on`
    : ''
  return `${sentenceOf(error)}${archive}`
}
