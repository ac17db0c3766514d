import type { StakedPosition } from '../../economics/rewards/ethMonth'
import type { Rows } from '../../economics/rewards/rows'
import type { AsText } from '../asText'

/** A stake that is open: its closing is no part of it. */
export type OpenPosition = Omit<StakedPosition, 'closedTime'>

/** Stakes in columns: a row is an object only while it is used, and a garbage collector has texts and amounts to mark. */
export class PositionTable implements Rows<StakedPosition> {
  private readonly pages: Page[] = []
  private readonly owners: string[] = []
  private readonly placeOf = new Map<string, number>()
  length = 0

  /** @param pageRows rows of every page but the last */
  constructor(private readonly pageRows: number) {}

  add(rows: readonly AsText<OpenPosition>[]): void {
    if (this.length % this.pageRows !== 0) throw new RangeError('a page follows the last one')
    this.pages.push(new Page(rows, this.owners, (owner) => this.ownerAt(owner)))
    this.length += rows.length
  }

  at(place: number): StakedPosition | undefined {
    return this.pages[Math.floor(place / this.pageRows)]?.at(place % this.pageRows)
  }

  *[Symbol.iterator](): Iterator<StakedPosition> {
    for (let place = 0; place < this.length; place++) {
      const { id, owner, amount, multiplier, start, lockSeconds, threshold, closedTime } = this.at(place)!
      yield { id, owner, amount, multiplier, start, lockSeconds, threshold, closedTime }
    }
  }

  /** Place among the owners: each is kept once. */
  private ownerAt(owner: string): number {
    const known = this.placeOf.get(owner)
    if (known !== undefined) return known
    this.placeOf.set(owner, this.owners.length)
    return this.owners.push(owner) - 1
  }
}

/** Columns of some rows. Postgres has the numbers as `integer`. */
class Page {
  readonly ids: readonly string[]
  readonly amounts: readonly bigint[]
  readonly ownerPlaces: Uint32Array
  readonly multipliers: Int32Array
  readonly starts: Int32Array
  readonly locks: Int32Array
  readonly thresholds: Int32Array

  constructor(
    rows: readonly AsText<OpenPosition>[],
    readonly owners: readonly string[],
    ownerAt: (owner: string) => number,
  ) {
    this.ids = rows.map(({ id }) => id)
    this.amounts = rows.map(({ amount }) => BigInt(amount))
    this.ownerPlaces = Uint32Array.from(rows, ({ owner }) => ownerAt(owner))
    this.multipliers = Int32Array.from(rows, ({ multiplier }) => multiplier)
    this.starts = Int32Array.from(rows, ({ start }) => start)
    this.locks = Int32Array.from(rows, ({ lockSeconds }) => lockSeconds)
    this.thresholds = Int32Array.from(rows, ({ threshold }) => threshold)
  }

  at(place: number): StakedPosition | undefined {
    return place < this.starts.length ? new Row(this, place) : undefined
  }
}

/** Reads what it is asked for: who is eligible is told by three numbers. */
class Row implements StakedPosition {
  readonly closedTime = null

  constructor(
    private readonly page: Page,
    private readonly place: number,
  ) {}

  get id(): string {
    return this.page.ids[this.place]!
  }
  get owner(): string {
    return this.page.owners[this.page.ownerPlaces[this.place]!]!
  }
  get amount(): bigint {
    return this.page.amounts[this.place]!
  }
  get multiplier(): number {
    return this.page.multipliers[this.place]!
  }
  get start(): number {
    return this.page.starts[this.place]!
  }
  get lockSeconds(): number {
    return this.page.locks[this.place]!
  }
  get threshold(): number {
    return this.page.thresholds[this.place]!
  }
}
