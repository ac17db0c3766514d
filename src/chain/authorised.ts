/** An address whose user and password stand in a header: `fetch` refuses those that hold them. */
interface Authorised {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

export function authorised(url: string): Authorised {
  const bare = URL.canParse(url) ? new URL(url) : undefined
  // What is no address is for `fetch` to refuse.
  if (bare === undefined || (bare.username === '' && bare.password === '')) return { url, headers: {} }
  const { username, password } = bare
  Object.assign(bare, { username: '', password: '' })
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    url: bare.href,
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  }
}
