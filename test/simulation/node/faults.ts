import type { Random } from '../../../src/devnet/scenario/random'
import { contracts } from '../chain/contracts'
import { type Call, RpcFault } from './answers'
import type { ChainView } from './chainView'
import { hex, type Json, logsJson } from './json'

/** What goes wrong on the wire: the whole request is lost or refused. */
export const transportFaults = ['429', '500', 'timeout', 'html', 'cut-json', 'reset'] as const
/** What goes wrong with one answer. */
export const answerFaults = [
  '-32000',
  'too-large',
  'null-block',
  'logs-tail',
  'logs-gap',
  'logs-duplicate',
  'logs-reordered',
  'logs-removed',
  'logs-empty',
  'logs-sibling',
  'logs-hash',
  'wrong-parent',
] as const
export type TransportFault = (typeof transportFaults)[number]
export type AnswerFault = (typeof answerFaults)[number]
export type Fault = TransportFault | AnswerFault

interface Armed {
  readonly fault: Fault
  /** answers it will still spoil */
  left: number
}

const isTransport = (fault: Fault): fault is TransportFault => (transportFaults as readonly string[]).includes(fault)
const ours = new Set<string>(Object.values(contracts))

/** Spoils the next answers it applies to, and counts what it did. Seeded: which log is lost is the seed's choice. */
export class Faults {
  readonly fired = new Map<Fault, number>()
  private armed: Armed[] = []
  /** blocks of which a log was lost that other logs of theirs hide */
  private readonly hidden = new Set<string>()

  constructor(
    private readonly view: ChainView,
    private readonly random: Random,
  ) {}

  arm(fault: Fault, times: number): void {
    this.armed.push({ fault, left: times })
  }

  disarm(): void {
    this.armed = []
  }

  /** How often a fault has spoilt something. */
  count(fault: Fault): number {
    return this.fired.get(fault) ?? 0
  }

  /** A fault for a whole request. */
  transport(): TransportFault | undefined {
    const next = this.armed.find(({ fault }) => isTransport(fault))
    return next && (this.spend(next) as TransportFault)
  }

  /** The answer as it goes out. @throws RpcFault */
  spoil(call: Call, sound: unknown): unknown {
    for (const armed of this.armed) {
      if (isTransport(armed.fault)) continue
      const spoilt = this.apply(armed.fault, call, sound)
      if (spoilt === undefined) continue
      this.spend(armed)
      if (spoilt instanceof RpcFault) throw spoilt
      return spoilt
    }
    return sound
  }

  private spend(armed: Armed): Fault {
    armed.left -= 1
    if (armed.left <= 0) this.armed = this.armed.filter((each) => each !== armed)
    this.fired.set(armed.fault, this.count(armed.fault) + 1)
    return armed.fault
  }

  /** The spoilt answer; undefined where this fault has nothing to spoil. */
  private apply(fault: AnswerFault | TransportFault, { method, params = [] }: Call, sound: unknown): unknown {
    if (fault === '-32000') return method.startsWith('eth_get') ? new RpcFault(-32000, 'header not found') : undefined
    if (method === 'eth_getBlockByNumber' || method === 'eth_getBlockByHash')
      return sound === null ? undefined : spoiltBlock(fault, sound as Json)
    if (method !== 'eth_getLogs') return undefined
    if (fault === 'too-large') return new RpcFault(-32005, 'query returned more than 10000 results')
    const filter = params[0] as { blockHash?: string; fromBlock?: string; toBlock?: string }
    // Of a range in deep history only its end is known for sure: what a filter hides is found by the later sweeps.
    const hot = filter.blockHash !== undefined || Number(filter.fromBlock) > this.view.final
    return this.spoiltLogs(fault, sound as Json[], hot)
  }

  /**
   * What is left of an answer. Where no bloom shows that something lacks, a block lacks it once: who says the same in the
   * second reading too is no machine that falters, and is found by receipts alone (level `proven`).
   */
  private lacking(logs: readonly Json[], left: Json[]): Json[] | undefined {
    const of = ({ blockHash }: Json) => String(blockHash)
    const shown = new Set(left.flatMap((log) => itemsOf(log).map((item) => `${of(log)} ${item}`)))
    const lost = logs.filter((log) => !left.includes(log))
    const hidden = lost.filter((log) => itemsOf(log).every((item) => shown.has(`${of(log)} ${item}`))).map(of)
    if (hidden.some((block) => this.hidden.has(block))) return undefined
    for (const block of hidden) this.hidden.add(block)
    return left
  }

  private spoiltLogs(fault: Fault, logs: readonly Json[], hot: boolean): Json[] | undefined {
    const at = logs.length === 0 ? -1 : this.random.int(0, logs.length - 1)
    const isOurs = (log: Json) => ours.has(String(log.address))
    const victim = logs[at]
    if (!victim) return undefined
    const replaced = (log: Json) => logs.map((each, i) => (i === at ? log : each))
    switch (fault) {
      case 'logs-tail': {
        const lastOfOurs = logs.findLastIndex(isOurs)
        return hot && lastOfOurs >= 0 ? this.lacking(logs, logs.slice(0, lastOfOurs)) : undefined
      }
      case 'logs-gap':
        return hot && isOurs(victim)
          ? this.lacking(
              logs,
              logs.filter((_, i) => i !== at),
            )
          : undefined
      case 'logs-empty':
        return hot && logs.some(isOurs) ? [] : undefined
      case 'logs-duplicate':
        return logs.flatMap((each, i) => (i === at ? [each, { ...each }] : [each]))
      case 'logs-reordered':
        return logs.length > 1 ? [...logs].reverse() : undefined
      case 'logs-removed':
        return replaced({ ...victim, removed: true })
      case 'logs-hash':
        return replaced({ ...victim, blockHash: `0x${'ee'.repeat(32)}` })
      case 'logs-sibling': {
        const sibling = this.view.siblingOf(this.view.at(Number(victim.blockNumber))!)
        return sibling && logsJson(sibling)
      }
      default:
        return undefined
    }
  }
}

/** What of a log is in its block's bloom. */
const itemsOf = ({ address, topics }: Json): string[] => [String(address), ...(topics as string[])]

function spoiltBlock(fault: Fault, block: Json): unknown {
  if (fault === 'null-block') return null
  if (fault === 'wrong-parent' && block.number !== hex(0)) return { ...block, parentHash: `0x${'dd'.repeat(32)}` }
  return undefined
}
