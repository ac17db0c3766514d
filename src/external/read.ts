import { open } from 'node:fs/promises'
import { AssayError } from '../errors'
import { duplicateKeys } from './duplicateKeys'
import type { Findings } from './findings'

/**
 * A file of this size is checked in some 2 GB of memory. The largest that is published anywhere today has some 10 MB;
 * whatever is larger is more likely another file than a distribution.
 */
export const LARGEST = 128 * 1024 * 1024

/** What a file of somebody else holds, as JSON. @throws AssayError E-EXTERNAL-FILE */
export async function readJson(findings: Findings, file: string): Promise<unknown> {
  if (/^\w+:\/\//.test(file))
    throw new AssayError('E-EXTERNAL-FILE', `${file} is an address, not a file`, {
      next: 'Download it, and give the file.',
    })
  const bytes = await read(file)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const json: unknown = JSON.parse(text)
    for (const path of duplicateKeys(text))
      findings.add('duplicates', path, 'this key stands twice: most readers keep the last, some the first')
    return json
  } catch (cause) {
    throw new AssayError('E-EXTERNAL-FILE', `${file} is not JSON`, {
      next: 'Give the file as it was published.',
      cause,
    })
  }
}

async function read(file: string): Promise<Buffer> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new AssayError('E-EXTERNAL-FILE', `${file} cannot be read`, { next: 'Give a file that is there.', cause })
  })
  try {
    const stat = await handle.stat()
    if (!stat.isFile() || stat.size > LARGEST)
      throw new AssayError('E-EXTERNAL-FILE', `${file} is no file of at most ${LARGEST / 1024 / 1024} MiB`, {
        next: 'Give the file of one distribution.',
      })
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}
