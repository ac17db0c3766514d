import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type Answer, emptyAnswer } from './answer'
import { type Connection, loadChdb } from './chdb'
import { insertPayload } from './insert'
import { Lane } from './lanes'
import { BASE_SETTINGS, ENGINE_ARGUMENTS, MAX_QUEUED, READERS } from './limits'
import type { Query } from './query'

/**
 * The ClickHouse engine on one data folder, which no second process may open. Every query gets a connection of its
 * own (under a millisecond), so settings, parameters and the current database of one never reach another.
 */
export class Engine {
  private readonly lanes = { read: new Lane(READERS, MAX_QUEUED), write: new Lane(1, MAX_QUEUED) }

  private constructor(
    private readonly connect: () => Connection,
    private readonly root: Connection,
    private readonly drain: () => Promise<void>,
    /** of bodies that wait in files */
    readonly bodies: string,
  ) {}

  /** @throws AssayError E-CLICKHOUSE-ENGINE; or the engine's own error, for example for a locked folder */
  static async open(folder: string): Promise<Engine> {
    const data = path.resolve(folder, 'engine')
    const bodies = path.resolve(folder, 'bodies')
    mkdirSync(data, { recursive: true })
    const chdb = await loadChdb()
    const root = new chdb.Session(data, { connectionArgs: ENGINE_ARGUMENTS })
    // The session has locked the folder: bodies in it are of requests that a killed host did not answer.
    rmSync(bodies, { recursive: true, force: true })
    mkdirSync(bodies)
    return new Engine(() => new chdb.Session(data), root, chdb.drainPending, bodies)
  }

  /** @param gone whether the caller has left; then a query is not started */
  run(query: Query, gone: () => boolean): Promise<Answer> {
    return this.lanes[query.lane].run(async () => {
      if (gone()) return emptyAnswer
      const connection = this.connect()
      try {
        await connection.queryAsync(prelude(query))
        if (query.payload) return await insertPayload(connection, query.sql, query.payload, this.bodies)
        const result = await connection.queryAsync(query.sql, { format: query.format })
        return { ...emptyAnswer, bytes: result.bytes(), readRows: result.rowsRead, readBytes: result.bytesRead }
      } finally {
        connection.close()
      }
    })
  }

  /** Stops the queries of a caller that has left; the engine checks between blocks. */
  async kill(id: string): Promise<void> {
    await this.root.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = ${literal(id)} ASYNC`)
  }

  async close(): Promise<void> {
    await this.root.queryAsync(`KILL QUERY WHERE 1 ASYNC`).catch(() => undefined)
    await this.drain()
    this.root.close()
  }
}

/** Database, settings and parameters of a query as statements before it, on its own connection. */
function prelude(query: Query): string {
  const assignments = Object.entries({ ...BASE_SETTINGS, log_comment: query.id, ...query.settings }).concat(
    Object.entries(query.params).map(([name, value]): [string, string] => [`param_${name}`, value]),
  )
  // readonly comes last: after it nothing can be set
  assignments.sort(([a], [b]) => Number(a === 'readonly') - Number(b === 'readonly'))
  const set = `SET ${assignments.map(([name, value]) => `${name} = ${literal(value)}`).join(', ')}`
  return query.database === undefined ? set : `USE ${identifier(query.database)}; ${set}`
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`
}

function identifier(text: string): string {
  return `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}
