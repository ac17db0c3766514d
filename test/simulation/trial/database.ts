import { Client } from 'pg'
import { NETWORK } from '../chain/contracts'

/** The harness's own eyes on a trial's database: past every proxy, and back after Postgres was killed. */
export class Database {
  private client: Client | undefined

  constructor(readonly url: string) {}

  async use<T>(read: (client: Client) => Promise<T>): Promise<T> {
    if (!this.client) {
      const client = new Client({ connectionString: this.url })
      client.on('error', () => {
        if (this.client === client) this.client = undefined
      })
      await client.connect()
      this.client = client
    }
    return read(this.client)
  }

  async close(): Promise<void> {
    const { client } = this
    this.client = undefined
    await client?.end().catch(() => undefined)
  }

  /** The newest block handled; undefined before the first, or while Postgres is away. */
  async head(): Promise<{ number: number; hash: string } | undefined> {
    return this.first('select number, hash from head where id = $1', [NETWORK])
  }

  /** What the store holds as final; undefined before the first block. */
  async final(): Promise<number | undefined> {
    return (await this.first<{ height: number }>(`select height from squid_${NETWORK}.status`))?.height
  }

  /** The last block the projector has copied. */
  async projected(): Promise<number | undefined> {
    return (await this.first<{ block: number }>('select block from projection_cursor where network = $1', [NETWORK]))
      ?.block
  }

  private async first<T extends object>(sql: string, values: unknown[] = []): Promise<T | undefined> {
    try {
      return (await this.use((client) => client.query<T>(sql, values))).rows[0]
    } catch {
      // Away, or before its first table: the caller asks again.
      await this.close()
      return undefined
    }
  }
}
