import { createHash } from 'node:crypto'
import { kindOf, settingNames } from '../../../src/config/env'
import { endpointNames } from '../../../src/config/settingKind'

/** Every planted key begins with it, so that a part of a key is found as well. */
const STEM = 'Pl4nt3d'

/** A key that is in one place only. */
const keyOf = (setting: string, part: string) => `${STEM}${setting.replaceAll('_', '')}${part}Qz7`

/** Of a private key a signer must be able to be made. */
const hexOf = (setting: string) => `0x${createHash('sha256').update(setting).digest('hex')}`

/** A client that refuses a parameter it does not know would never ask. */
const parameters: Readonly<Record<string, string>> = { CLICKHOUSE_URL: 'application' }

/** An address with a key in its path, its query and, where the client of it takes one, its user and password. */
export function plantedUrl(setting: string, origin: string, withUser: boolean): string {
  const { protocol, host } = new URL(origin)
  // Letters that are written otherwise in a URL than in a header or a message.
  const user = withUser ? `${keyOf(setting, 'User')}:${keyOf(setting, 'Pass')}%40%2Fx@` : ''
  return `${protocol}//${user}${host}/${keyOf(setting, 'Path')}/v1?${parameters[setting] ?? 'apikey'}=${keyOf(setting, 'Query')}`
}

/** Database, role and password that `plantedUrl` of DB_URL asks for. */
export const database = {
  user: keyOf('DB_URL', 'User'),
  password: `${keyOf('DB_URL', 'Pass')}@/x`,
  name: keyOf('DB_URL', 'Path'),
}

/** `DB_URL` in the form that Postgres takes: one database name, no query. */
export function plantedDbUrl(port: number, password = database.password): string {
  return `postgres://${database.user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database.name}`
}

/**
 * A key in every setting that config says holds one, a new one included.
 * @param origins where the addresses lead to; any other leads to `elsewhere`
 */
export function plantedSettings(
  networks: readonly string[],
  origins: { readonly elsewhere: string; readonly [setting: string]: string },
  withUser: boolean,
): Record<string, string> {
  const names = [...settingNames, ...networks.flatMap(endpointNames)]
  const planted = names.flatMap((name) => {
    const holds = kindOf(name)?.holds
    // An address that is a secret as a whole.
    if (name.endsWith('_WEBHOOK')) return [[name, plantedUrl(name, origins.elsewhere, withUser)]]
    if (holds === 'url') return [[name, plantedUrl(name, origins[name] ?? origins.elsewhere, withUser)]]
    if (holds === 'secret') return [[name, /_KEYS?$/.test(name) ? hexOf(name) : keyOf(name, '')]]
    return []
  })
  return Object.fromEntries(planted)
}

/** @returns what is found of any planted key in a text, with what stands around it */
export function leaks(text: string, settings: Readonly<Record<string, string>>): string[] {
  const hex = Object.values(settings).flatMap((value) => (/^0x[0-9a-f]{64}$/.test(value) ? value.slice(2, 22) : []))
  // As the user and the password of a header, which begin with the stem or follow on a multiple of three bytes.
  const encoded = Buffer.from(STEM).toString('base64').slice(0, 8)
  const pattern = new RegExp([STEM, ...hex].join('|'), 'gi')
  const found = [...text.matchAll(pattern)].map(({ index }) => index)
  for (let at = text.indexOf(encoded); at !== -1; at = text.indexOf(encoded, at + 1)) found.push(at)
  return found.map((index) => text.slice(Math.max(0, index - 120), index + 60))
}
