import type { Client } from 'pg'

/** An event log that a test writes, in the shape that `db/rulesets` reads. Blocks are as long as the test says. */
export class Log {
  /** block, log index, time, contract, kind, arguments as JSON */
  readonly rows: [number, number, number, string, string, string][] = []
  private index = 0
  /** of the block that is being written */
  height = 0
  now = 0

  constructor(readonly network: string) {}

  /** The next block; its time is never before the one before it. */
  at(time: number): void {
    this.height++
    this.index = 0
    this.now = Math.max(this.now, time)
  }

  event(kind: string, data: Readonly<Record<string, unknown>>, contract = kind.split('.')[0]!): void {
    const texts = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value)]))
    this.rows.push([this.height, this.index++, this.now, contract, kind, JSON.stringify(texts)])
  }

  /** As `schema.graphql` has the table. */
  static async createTable(db: Client): Promise<void> {
    await db.query(`create table event (id text, network text, block int, block_hash text, block_time int, log_index int, part int,
      tx_hash text, tx_index int, contract text, kind text, version int, data jsonb)`)
    await db.query('create index on event (network, kind, block)')
  }

  async write(db: Client): Promise<void> {
    const columns = this.rows[0]?.map((_, at) => this.rows.map((row) => row[at])) ?? [[], [], [], [], [], []]
    await db.query(
      `insert into event (network, block, log_index, block_time, contract, kind, data)
       select $1, * from unnest($2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::jsonb[])`,
      [this.network, ...columns],
    )
  }
}
