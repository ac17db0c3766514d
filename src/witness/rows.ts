/** A connection that asks. Cursors want it inside a transaction. */
export interface Asked {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>
}

/** Rows held at once. */
const PAGE = 5_000

/** Rows of a statement as they come, a page at a time. @param asked inside a transaction */
export async function* rowsOf<Row>(asked: Asked, statement: string, values: unknown[]): AsyncGenerator<Row> {
  await asked.query(`declare witness no scroll cursor for ${statement}`, values)
  try {
    for (;;) {
      const { rows } = await asked.query(`fetch ${PAGE} from witness`)
      yield* rows as Row[]
      if (rows.length < PAGE) return
    }
  } finally {
    // A statement that failed has taken the transaction with it.
    await asked.query('close witness').catch(() => undefined)
  }
}
