import { REDACTED, withoutSecrets } from './secrets'
import { aroundUrl, type UrlInText } from './urlText'

/**
 * A text without secrets: of every URL its host alone, and no value given to `keepSecret`.
 * For everything that is logged, stored or answered: errors, alarms, reasons.
 */
export function redact(text: string): string {
  return withoutSecrets(aroundUrl(text, hostAlone), 'texts')
}

/** As `redact`, for standard output: an address is a result there and stays, unless it has a user or a password. */
export function redactData(text: string): string {
  return withoutSecrets(
    aroundUrl(text, (url) => (url.hasUser ? hostAlone(url) : undefined)),
    'everywhere',
  )
}

/** The message of an error, without secrets. */
export function errorText(error: unknown): string {
  return redact(messageOf(error))
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.message) return error.message
  // A refused connection to a host with several addresses: one error for each, and nothing said about all.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ')
  return (error as NodeJS.ErrnoException).code ?? error.name
}

function hostAlone({ host }: UrlInText): string {
  return host ?? REDACTED
}
