/** Stands in a text where a secret stood. */
export const REDACTED = '[redacted]'
/**
 * A shorter value is part of figures and words by chance; it is not searched for. It still goes with the URL it stands
 * in, and no library of ours quotes a bare password.
 */
const MIN_LENGTH = 4
/** Up to this length a value is replaced only where it stands alone, not inside of a longer word or number. */
const WHOLE_WORD_LENGTH = 12
/** Defaults that stand in our sources for everybody to read: as words of every other line they protect nothing. */
const PUBLISHED: ReadonlySet<string> = new Set(['postgres', 'assay', 'default', 'true', 'false'])
/** Names of networks, versions, databases and roles, such as `ethereum` or `v3`, are no keys. */
const PLAIN_WORD = /^(?:[a-z]{1,10}|v\d{1,3})$/

/**
 * `everywhere`: also in data, on standard output. `texts`: in logs and errors alone, since it may be the name of a
 * network or an account as well, which data must keep.
 */
type Reach = 'everywhere' | 'texts'

class Secrets {
  private readonly values = new Set<string>()
  private pattern: RegExp | undefined

  add(form: string): void {
    if (this.values.has(form)) return
    this.values.add(form)
    this.pattern = undefined
  }

  replaceIn(text: string): string {
    if (this.values.size === 0) return text
    this.pattern ??= compile(this.values)
    return text.replace(this.pattern, REDACTED)
  }
}

const registered: Readonly<Record<Reach, Secrets>> = { everywhere: new Secrets(), texts: new Secrets() }

/** From now on this value is replaced wherever it occurs in a text, in any of the forms in which libraries write it. */
export function keepSecret(value: string, reach: Reach = PLAIN_WORD.test(value) ? 'texts' : 'everywhere'): void {
  for (const form of formsOf(value)) {
    if (form.length < MIN_LENGTH || PUBLISHED.has(form.toLowerCase())) continue
    registered.texts.add(form)
    if (reach === 'everywhere') registered.everywhere.add(form)
  }
}

/** Everything of an address but its host: user, password, path, query, and the parts of those. */
export function keepSecretUrl(text: string): void {
  if (!URL.canParse(text)) {
    // The end of the host is unknown: all of it may be secret.
    for (const part of [text, ...text.split(/[/:@?&=#]+/)]) if (!PLAIN_WORD.test(part)) keepSecret(part, 'texts')
    return
  }
  const { protocol, username, password, pathname, search, searchParams, hash } = new URL(text)
  // User and path of a node's provider may be a key; those of a database are names.
  const reach = /^(?:https?|wss?):$/.test(protocol) ? 'everywhere' : 'texts'
  const names = [username, ...pathname.split('/')].filter((each) => each !== '' && !PLAIN_WORD.test(each))
  for (const name of names) keepSecret(name, reach)
  keepSecret(password)
  if (username || password) keepSecret(Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64'))
  for (const parameter of searchParams.entries())
    for (const part of parameter) if (!PLAIN_WORD.test(part)) keepSecret(part)
  for (const part of [search.slice(1), hash.slice(1)]) if (!PLAIN_WORD.test(part)) keepSecret(part)
}

/** @param reach `everywhere` for data, `texts` for logs and errors, where more counts as secret */
export function withoutSecrets(text: string, reach: Reach): string {
  return registered[reach].replaceIn(text)
}

/** The longest first, so that a part never hides the whole; ignoring case, as hex and percent-encoding come in both. */
function compile(values: ReadonlySet<string>): RegExp {
  const parts = [...values]
    .sort((left, right) => right.length - left.length)
    .map((value) => {
      const literal = value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
      return value.length > WHOLE_WORD_LENGTH ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`
    })
  return new RegExp(parts.join('|'), 'giu')
}

/** As it is, percent-encoded and decoded, inside of JSON, and a hex key without its 0x. */
function formsOf(value: string): Set<string> {
  const trimmed = value.trim()
  const plain = decoded(trimmed)
  const forms = [trimmed, plain, encodeURIComponent(plain), encodeURI(plain), JSON.stringify(plain).slice(1, -1)]
  if (/^0x[0-9a-f]{16,}$/i.test(trimmed)) forms.push(trimmed.slice(2))
  return new Set(forms)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
