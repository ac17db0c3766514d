import path from 'node:path'
import { AssayError } from '../../errors'
import type { Audit } from '../audit'
import { asHtml } from './asHtml'
import { asMarkdown } from './asMarkdown'

const formats: Readonly<Record<string, (audits: readonly Audit[]) => string>> = {
  '.json': (audits) => `${JSON.stringify(audits.length === 1 ? audits[0] : audits, null, 2)}\n`,
  '.md': asMarkdown,
  '.html': asHtml,
}

/** How a report is written, by the name of its file. @throws AssayError E-USAGE */
export function formatOf(file: string): (audits: readonly Audit[]) => string {
  const format = formats[path.extname(file).toLowerCase()]
  if (format) return format
  throw new AssayError('E-USAGE', `--report ${file}: its name does not say how it is to be written`, {
    next: `Give a file that ends in ${Object.keys(formats).join(', ')}.`,
  })
}
