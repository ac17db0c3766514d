import { AssayError } from '../../../errors'
import { type Pause, steps } from '../../../process/backOff'
import { type Remedy, remedyOf, StructureFault } from './faults'

/** Waits between tries: a hiccup is over at once, an outage of a minute is sat through; 30 tries are two minutes. */
const waits = steps([50, 200, 500, 1_000, 2_000, 5_000])
const TRIES_WAITING = 30
/** Tries for an answer that contradicts itself; after them the node is at fault, and a person must look. */
const TRIES_REREADING = 8

/** Counts the failures of one read and waits between them. */
export class Patience {
  private tries = 0

  constructor(
    private readonly what: { readonly block: number; readonly text: string },
    private readonly pause: Pause,
  ) {}

  /**
   * Waits as long as this failure asks for.
   * @param divisible whether the read can be split, which makes waiting needless where splitting is the remedy
   * @returns what to do then @throws AssayError E-SOURCE-STRUCTURE or E-SOURCE-RPC when it has lasted long enough
   */
  async after(error: unknown, divisible = false): Promise<Remedy> {
    const remedy = remedyOf(error)
    this.tries += 1
    const structure = error instanceof StructureFault
    if (this.tries >= (structure ? TRIES_REREADING : TRIES_WAITING)) throw this.stop(error)
    if (remedy !== 'split' || !divisible) await this.pause(waits(this.tries))
    return remedy
  }

  /** How often it has failed. */
  get failures(): number {
    return this.tries
  }

  private stop(cause: unknown): AssayError {
    const reason = cause instanceof Error ? cause.message : String(cause)
    if (cause instanceof StructureFault)
      return new AssayError('E-SOURCE-STRUCTURE', `block ${cause.block}: ${cause.reason}`, {
        next: 'Nothing of this range was written. Compare the block with another endpoint, then point Assay at a sound one.',
        details: { block: cause.block, reason: cause.reason, tries: this.tries, reading: this.what.text },
        cause,
      })
    return new AssayError('E-SOURCE-RPC', `${this.what.text}: ${reason}`, {
      next: 'Check that the endpoint is up and serves eth_getLogs, then start again; the cursor is safe.',
      details: { block: this.what.block, reason, tries: this.tries },
      cause,
      retryable: true,
    })
  }
}

/** Repeats a request until it is answered. @throws AssayError E-SOURCE-STRUCTURE, E-SOURCE-RPC */
export async function insist<T>(block: number, text: string, pause: Pause, ask: () => Promise<T>): Promise<T> {
  const patience = new Patience({ block, text }, pause)
  while (true) {
    try {
      return await ask()
    } catch (error) {
      await patience.after(error)
    }
  }
}
