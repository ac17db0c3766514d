import { Refusal } from './failure'

/** Text fields of a multipart/form-data body: clients put a query with long parameters there. */
export function multipartFields(contentType: string, body: Buffer): Map<string, string> {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1]
  if (boundary === undefined) throw Refusal.of('BAD_ARGUMENTS', 'A multipart body without a boundary.')
  const fields = new Map<string, string>()
  for (const part of `\r\n${body.toString('utf8')}`.split(`\r\n--${boundary}`).slice(1)) {
    if (part.startsWith('--')) break
    const end = part.indexOf('\r\n\r\n')
    const name = /name="([^"]*)"/.exec(part.slice(0, end))?.[1]
    if (end < 0 || name === undefined) throw Refusal.of('BAD_ARGUMENTS', 'A malformed multipart body.')
    fields.set(name, part.slice(end + 4))
  }
  return fields
}
