/** A URL found in a text. */
export type UrlInText = {
  /** `host` or `host:port`; undefined where it cannot be told from a secret */
  readonly host: string | undefined
  readonly hasUser: boolean
}

/** From a scheme up to what cannot be part of a URL in prose, JSON or a log; a key with such letters is known by itself. */
const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]{1,20}:\/\/([^\s\p{Cc}"'`<>\\]+)/giu
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]*[a-z0-9_-])(?::\d+)?$/i
/** Punctuation of the sentence or bracket around a URL. */
const AFTERWARDS = /[.,;:!?)}…]+$/

/** Replaces each URL of a text by what `show` makes of it. @param show undefined leaves the URL as it is */
export function aroundUrl(text: string, show: (url: UrlInText) => string | undefined): string {
  // Most texts have none, and a text may be megabytes.
  if (!text.includes('://')) return text
  return text.replace(URL_IN_TEXT, (whole, rest: string) => {
    // `https://…` of a help text and `file:///` of a stack name no host.
    if (!/^[^/?#]*[a-z0-9]/i.test(rest)) return whole
    const shown = show(read(rest.replace(AFTERWARDS, '')))
    return shown === undefined ? whole : shown + (AFTERWARDS.exec(rest)?.[0] ?? '')
  })
}

function read(rest: string): UrlInText {
  const user = rest.lastIndexOf('@')
  const start = rest.search(/[/?#]/)
  // An `@` behind a slash is in the path, or the slash was in a password: the host is ambiguous.
  if (start !== -1 && user > start) return { host: undefined, hasUser: true }
  const authority = (start === -1 ? rest : rest.slice(0, start)).slice(user + 1)
  return { host: HOST.test(authority) ? authority : undefined, hasUser: user !== -1 }
}
