import type { Profile } from '../../config/profile'
import { rpcPrefix } from '../../config/settingKind'
import { type Keccak, loadKeccak } from '../../keccak'
import { type Line, refuse } from '../line'

/** What is wrong with a profile as it is written, whatever its chain says. */
export async function writtenLines(profile: Profile): Promise<Line[]> {
  return [...endpointLines(profile), ...(await checksumLines(profile))]
}

/** An address that is no URL of a node, of which nothing is shown: it may be a key. */
export function endpointLines({ name, rpcUrls, pushUrl, checkRpcUrl }: Profile): Line[] {
  const variable = rpcPrefix(name)
  const wrong = (field: string, url: string | undefined, schemes: string) => {
    if (url === undefined || (URL.canParse(url) && schemes.split(', ').includes(new URL(url).protocol.slice(0, -1))))
      return []
    const found = URL.canParse(url) && url.includes('://') ? `an address of ${new URL(url).protocol}//` : 'no URL'
    return [
      refuse(field, found, `one that begins with ${schemes} and ://`, `${variable}_…=${schemes.split(', ')[0]}://…`),
    ]
  }
  return [
    ...rpcUrls.flatMap((url) => wrong('rpc', url, 'https, http, wss, ws')),
    ...wrong(`${variable}_WS`, pushUrl, 'wss, ws'),
    ...wrong(`${variable}_CHECK`, checkRpcUrl, 'https, http, wss, ws'),
  ]
}

/** EIP-55: the case of its letters says whether an address was mistyped. */
async function checksumLines({ checksummed }: Profile): Promise<Line[]> {
  if (checksummed.length === 0) return []
  const keccak = await loadKeccak()
  return checksummed.flatMap(({ field, written }) => {
    if (isIntact(written, keccak)) return []
    const wanted = 'an address whose capitals are those of its checksum: a letter or digit of this one is another'
    return [refuse(field, written, wanted, 'it as an explorer shows it; in lower case if you are sure of it')]
  })
}

/** Whether the capitals of an address are those of its checksum. */
export function isIntact(written: string, keccak: Keccak): boolean {
  const digits = written.slice(2).toLowerCase()
  const hash = Buffer.from(keccak(Buffer.from(digits))).toString('hex')
  return (
    Array.from(digits, (digit, i) => (Number.parseInt(hash[i]!, 16) > 7 ? digit.toUpperCase() : digit)).join('') ===
    written.slice(2)
  )
}
