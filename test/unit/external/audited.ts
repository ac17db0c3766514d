import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { auditExternal } from '../../../src/external/auditExternal'
import { parseFunding } from '../../../src/external/checks/funding'
import type { ExternalFormat } from '../../../src/external/formats'

export interface Given {
  readonly funding?: string
  /** the file before, or its text */
  readonly before?: unknown
}

/** Audits a file with this content, text or JSON. */
export async function audited(format: ExternalFormat, content: unknown, { funding, before }: Given = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'assay-external-'))
  const write = async (name: string, what: unknown) => {
    const file = path.join(folder, name)
    await writeFile(file, typeof what === 'string' ? what : JSON.stringify(what))
    return file
  }
  try {
    return await auditExternal(await write('now.json', content), {
      format,
      funding: funding === undefined ? undefined : parseFunding(funding),
      before: before === undefined ? undefined : await write('before.json', before),
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What is wrong with it: check, and places in the file. */
export async function lies(
  format: ExternalFormat,
  content: unknown,
  given: Given = {},
): Promise<Record<string, string[]>> {
  const { checks, ok } = await audited(format, content, given)
  const failed = checks.filter((check) => !check.ok)
  if (ok !== (failed.length === 0)) throw new Error('the verdict is not that of the checks')
  return Object.fromEntries(failed.map(({ id, evidence }) => [id, Object.keys(evidence)]))
}
