import { appendFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** What this machine remembers of a report that it stored: whoever owns the database alone cannot take it back. */
export interface KeptReport {
  readonly id: string
  readonly digest: string
}

const fileOf = (dataDir: string, network: string) => path.join(dataDir, 'audits', `${network}.ndjson`)

/** Adds a line; called after the row is committed, so that a line without a row is a row that was removed. */
export async function keepReport(dataDir: string, network: string, { id, digest }: KeptReport): Promise<void> {
  const file = fileOf(dataDir, network)
  await mkdir(path.dirname(file), { recursive: true })
  await appendFile(file, `${JSON.stringify({ id, digest })}\n`)
}

/** Reports that this machine stored, oldest first; none where others did. A line that was cut off by a crash is left out. */
export async function keptReports(dataDir: string, network: string): Promise<KeptReport[]> {
  const text = await readFile(fileOf(dataDir, network), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as KeptReport)
}
