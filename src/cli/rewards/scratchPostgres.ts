import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { removeOutsideHome } from '../../embedded/postgres/home'
import { startPostgres } from '../../embedded/postgres/postgres'
import { onSignals } from '../../process/stop'

/** An empty PostgreSQL in a temporary folder, for the time of one piece of work; Ctrl-C takes it along. */
export async function withScratchPostgres<T>(work: (url: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'assay-scratch-'))
  const starting = startPostgres({ dataDir, durable: false })
  const remove = async () => {
    await starting.then((postgres) => postgres.stop()).catch(() => undefined)
    removeOutsideHome(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  }
  const restore = onSignals(['SIGINT', 'SIGTERM'], () => void remove().finally(() => process.exit(2)))
  try {
    return await work((await starting).url)
  } finally {
    restore()
    await remove()
  }
}
