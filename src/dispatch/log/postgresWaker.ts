import type { Client } from 'pg'
import { openClient } from '../../postgres/client'
import type { Bell } from '../../process/bell'

/** Rings a bell at each NOTIFY of the log about some topics. A connection that is lost is made anew when asked for. */
export class PostgresWaker {
  private listener: Client | undefined

  constructor(
    private readonly url: string,
    private readonly topics: readonly string[],
    private readonly bell: Bell,
  ) {}

  async listen(): Promise<void> {
    if (this.listener !== undefined) return
    const client = await openClient(this.url, 'assay-joblog-listen')
    client.once('end', () => {
      if (this.listener === client) this.listener = undefined
    })
    client.on('notification', ({ payload }) => {
      if (payload === '' || this.topics.includes(payload ?? '')) this.bell.ring()
    })
    this.listener = client
    try {
      await client.query('listen job_log')
    } catch (error) {
      void client.end().catch(() => undefined)
      throw error
    }
  }

  async close(): Promise<void> {
    await this.listener?.end().catch(() => undefined)
  }
}
