import type { Queryable } from '../postgres/queryable'
import type { Difference } from '../witness/figures'
import type { Second } from '../witness/second'
import { dueKey, settled, THE_POT, type WitnessedDue } from '../witness/settled'

/** A stored settlement, as `corrections.json` has it; what of it is taken, and what is computed again. */
interface Filed {
  readonly corrections: readonly {
    readonly number: number
    readonly supersedes: { readonly id: string }
    readonly amounts: readonly FiledAmount[]
  }[]
}
type FiledAmount = Readonly<Record<'pot' | 'account' | 'published' | 'correct' | 'due' | 'settled' | 'open', string>>

/** By pot and account, `THE_POT` among them. */
type Amounts = ReadonlyMap<string, bigint>

/** The newest correction of a published period. */
interface Corrected {
  readonly number: number
  readonly body: string
}

/** A program's corrections beside what a second implementation makes of them, period after period. */
export class SettledAgain {
  /** what is right, of each corrected period that was computed */
  private readonly correct = new Map<string, Amounts>()
  /** what was settled of each due, by `dueKey` */
  private readonly before = new Map<string, bigint>()

  private constructor(
    private readonly newest: ReadonlyMap<string, Corrected>,
    private readonly files: ReadonlyMap<string, Filed>,
  ) {}

  static async read(db: Queryable, network: string, program: string): Promise<SettledAgain> {
    const { rows: made } = await db.query<Corrected & { id: string }>(
      `select distinct on (c.distribution_id) c.distribution_id as id, c.number, c.body
         from correction c join distribution d on d.id = c.distribution_id
        where d.network = $1 and d.program = $2 order by c.distribution_id, c.number desc`,
      [network, program],
    )
    const { rows: filed } = await db.query<{ id: string; body: string }>(
      `select s.distribution_id as id, s.body from report_settlement s join distribution d on d.id = s.distribution_id
        where d.network = $1 and d.program = $2`,
      [network, program],
    )
    return new SettledAgain(
      new Map(made.map(({ id, ...correction }) => [id, correction])),
      new Map(filed.map(({ id, body }) => [id, JSON.parse(body) as Filed])),
    )
  }

  /** The correction that supersedes a distribution, if any. */
  of(id: string): Corrected | undefined {
    return this.newest.get(id)
  }

  /** Whether what a distribution carries is not what its ruleset alone makes. */
  changes(id: string): boolean {
    return this.newest.has(id) || this.files.has(id)
  }

  /** Remembers what a corrected period comes to. */
  learn(id: string, { pots }: Second): void {
    const amounts = new Map<string, bigint>()
    for (const { name, received, shares } of pots) {
      amounts.set(`${name} ${THE_POT}`, received)
      for (const { account, amount } of shares) amounts.set(`${name} ${account}`, amount)
    }
    this.correct.set(id, amounts)
  }

  /**
   * A period with what it settles, and where its file says otherwise.
   * @param publishedOf what a corrected distribution gave, as its root and hash on the chain have it
   */
  settle(
    id: string,
    second: Second,
    publishedOf: (id: string) => Published,
  ): { readonly second: Second; readonly differences: readonly Difference[] } {
    const file = this.files.get(id)
    if (file === undefined) return { second, differences: [] }
    const differences: Difference[] = []
    const dues: WitnessedDue[] = []
    const rows = new Map<string, FiledAmount>()
    for (const { number, supersedes, amounts } of file.corrections) {
      const of = supersedes.id
      const said = new Map(amounts.map((row) => [`${row.pot} ${row.account}`, row]))
      for (const row of amounts) rows.set(dueKey({ of, ...row }), row)
      // One that was itself corrected stands as it was taken then.
      const isNewest = this.newest.get(of)?.number === number
      const right = isNewest ? (this.correct.get(of) ?? new Map<string, bigint>()) : correctIn(amounts)
      const gave = new Map<string, bigint>()
      for (const key of new Set([...right.keys(), ...said.keys()])) {
        const at = key.lastIndexOf(' ')
        const [pot, account] = [key.slice(0, at), key.slice(at + 1)]
        const correct = right.get(key) ?? 0n
        // What was published rightly, the file leaves out.
        const published = BigInt(said.get(key)?.published ?? correct)
        const whose = account === THE_POT ? key : account
        gave.set(whose, (gave.get(whose) ?? 0n) + published)
        const taken = this.before.get(dueKey({ of, pot, account })) ?? 0n
        dues.push({ of, pot, account, amount: correct - published - taken })
      }
      if (isNewest) differences.push(...publishedDifferences(of, gave, publishedOf(of)))
    }
    const made = settled(
      second,
      dues.filter(({ amount }) => amount !== 0n),
    )
    for (const due of dues) {
      const key = dueKey(due)
      const now = made.now.get(key) ?? 0n
      const row = rows.get(key)
      const given = `due ${row?.due ?? 0}, settled ${row?.settled ?? 0}, open ${row?.open ?? 0}`
      const computed = `due ${due.amount}, settled ${now}, open ${due.amount - now}`
      if (given !== computed)
        differences.push({ where: `correction of ${due.of}: ${due.pot} of ${due.account}`, given, computed })
      if (now !== 0n) this.before.set(key, (this.before.get(key) ?? 0n) + now)
    }
    return { second: made.second, differences }
  }
}

const correctIn = (amounts: readonly FiledAmount[]): Amounts =>
  new Map(amounts.map(({ pot, account, correct }) => [`${pot} ${account}`, BigInt(correct)]))

/** What accounts got of a published distribution in all pots, and by `pot THE_POT` what each pot received. */
export type Published = ReadonlyMap<string, bigint>

function publishedDifferences(of: string, gave: Published, published: Published): Difference[] {
  return [...new Set([...gave.keys(), ...published.keys()])].flatMap((whose) => {
    const [given, computed] = [gave.get(whose) ?? 0n, published.get(whose) ?? 0n]
    if (given === computed) return []
    return [{ where: `correction of ${of}: published to ${whose}`, given: `${given}`, computed: `${computed}` }]
  })
}
