import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AssayError } from '../../errors'
import { guardOutput } from '../../process/guard'
import { closeWhenStopped } from '../../process/stop'
import { Engine } from './engine'
import { STOP_GRACE_MS } from './limits'
import { createHost } from './server'

export interface Host {
  readonly url: string
  /** Stops listening, kills running queries and releases the data folder. */
  close(): Promise<void>
}

/**
 * Serves the embedded ClickHouse engine on 127.0.0.1.
 * @param port 0 for any free port
 * @param folder data; one process may own it
 * @param portsToTry how many ports from `port` upwards may be taken by others
 * @throws AssayError E-CLICKHOUSE-HOST when the folder is in use or the port is taken
 */
async function startHost(port: number, folder: string, portsToTry = 1): Promise<Host> {
  const engine = await Engine.open(folder).catch((cause: unknown) => {
    if (cause instanceof AssayError) throw cause
    throw new AssayError('E-CLICKHOUSE-HOST', `cannot open ${folder}: ${(cause as Error).message}`, {
      next: 'Stop the process that owns the folder, or give another one.',
      cause,
    })
  })
  const server = createHost(engine)
  await listen(server, port, portsToTry).catch(async (cause: Error) => {
    await engine.close()
    throw new AssayError('E-CLICKHOUSE-HOST', `cannot listen on 127.0.0.1:${port}: ${cause.message}`, { cause })
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close()
      server.closeIdleConnections()
      await engine.close()
      server.closeAllConnections()
    },
  }
}

/** Choosing a port is listening on it: one that was found free before may be taken by now. */
async function listen(server: Server, port: number, portsToTry: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || portsToTry <= 1) throw error
    await listen(server, port + 1, portsToTry - 1)
  }
}

/**
 * `node lib/embedded/clickhouse/host.js PORT FOLDER`, or the two in CLICKHOUSE_HOST_PORT and CLICKHOUSE_HOST_PATH; with
 * CLICKHOUSE_HOST_TRIES as many ports from there upwards may be taken by others.
 */
async function main(): Promise<void> {
  guardOutput()
  const port = Number(process.argv[2] ?? process.env.CLICKHOUSE_HOST_PORT ?? '0')
  const folder = process.argv[3] ?? process.env.CLICKHOUSE_HOST_PATH
  if (folder === undefined || !Number.isInteger(port)) {
    console.error('usage: host.js PORT FOLDER (or CLICKHOUSE_HOST_PORT and CLICKHOUSE_HOST_PATH)')
    process.exit(2)
  }
  const host = await startHost(port, folder, Number(process.env.CLICKHOUSE_HOST_TRIES ?? '1'))
  console.log(`ready clickhouse ${host.url}`)
  // Acknowledged inserts are in the engine's files; a query that does not unwind may be left behind.
  await closeWhenStopped(() => host.close(), STOP_GRACE_MS)
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof AssayError ? `${error.code}: ${error.message} ${error.next ?? ''}` : error)
    process.exit(2)
  })
}
