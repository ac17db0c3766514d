/** An address whose user and password stand in a header: `fetch` refuses those that hold them. */
interface Authorised {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

export function authorised(url: string): Authorised {
  const bare = new URL(url)
  const { username, password } = bare
  if (username === '' && password === '') return { url, headers: {} }
  Object.assign(bare, { username: '', password: '' })
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    url: bare.href,
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  }
}
