import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AssayError } from '../../errors'
import { distributionFiles } from '../../rewards/files/names'

/** A claim takes some 120 bytes, an explanation some 400: a million accounts. */
const MOST_BYTES = 512 * 1024 * 1024
/** For one file. */
const TIMEOUT_MS = 60_000

/** A report, or a distribution's folder, as a server has it, in a folder of its own that is removed after. */
export async function downloaded<T>(url: string, work: (at: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-verify-'))
  try {
    const base = url.replace(/\/+$/, '')
    if (base.endsWith('/report.json')) {
      const file = path.join(folder, 'report.json')
      await download(base, file, true)
      return await work(file)
    }
    const at = path.join(folder, 'distribution')
    await mkdir(at)
    for (const name of distributionFiles) await download(`${base}/${name}`, path.join(at, name), name === 'report.json')
    return await work(at)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function download(url: string, file: string, required: boolean): Promise<void> {
  const failed = (why: string, cause?: unknown) =>
    new AssayError('E-REPORT-FILE', `cannot get ${path.basename(file)} from ${new URL(url).host}: ${why}`, {
      next: 'Give the address of a report.json, or of the folder of a distribution, on a server that has it.',
      cause,
    })
  try {
    // Elsewhere is not where somebody was sent.
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (answer.status === 404 && !required) return
    if (answer.status >= 300 && answer.status < 400) throw failed('it sends elsewhere')
    if (!answer.ok || answer.body === null) throw failed(`status ${answer.status}`)
    await pipeline(bounded(answer.body, failed), createWriteStream(file))
  } catch (cause) {
    throw cause instanceof AssayError ? cause : failed((cause as Error).message, cause)
  }
}

async function* bounded(body: ReadableStream<Uint8Array>, failed: (why: string) => AssayError) {
  const reader = body.getReader()
  let bytes = 0
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.length
    if (bytes > MOST_BYTES) throw failed(`more than ${MOST_BYTES} bytes`)
    yield read.value
  }
}
