import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { BlockNumber } from '../../../economics/units'
import { AssayError } from '../../../errors'
import type { Network } from '../../network'

/** Layout of the frames. An archive of an older one is filled anew: it is a cache. */
export const FORMAT = 4

/** The filter that an archive was filled with: logs of two filters in one archive would hide gaps. */
export interface ArchiveIdentity {
  readonly format: typeof FORMAT
  readonly chainId: number
  readonly startBlock: BlockNumber
  /** contracts whose logs it holds, in order */
  readonly addresses: readonly string[]
  /** contract and topic of the logs whose transactions it holds too, in order */
  readonly calls: readonly string[]
}

export function identityOf({ profile, contracts, decoder }: Network): ArchiveIdentity {
  const addresses = [...contracts.keys()].sort()
  return {
    format: FORMAT,
    chainId: profile.chainId,
    startBlock: profile.startBlock,
    addresses,
    calls: addresses.flatMap((contract) =>
      [...decoder.callTopics(contract)].sort().map((topic) => `${contract} ${topic}`),
    ),
  }
}

/**
 * Writes the identity of an empty archive, or requires that a filled one has this identity.
 * @returns whether it is of an older layout @throws AssayError E-ARCHIVE-FILTER
 */
export function requireIdentity(folder: string, identity: ArchiveIdentity): { readonly older: boolean } {
  const found = readIdentity(folder)
  if (found === undefined) {
    writeIdentity(folder, identity)
    return { older: false }
  }
  const older = Number(Object(found).format) < FORMAT
  const differs = Object.entries(identity).find(
    ([key, value]) => !(key === 'format' && older) && !isDeepStrictEqual(Object(found)[key], value),
  )
  if (differs)
    throw new AssayError('E-ARCHIVE-FILTER', `the archive in ${folder} was made with another ${differs[0]}`, {
      next: 'Index with the profile it was made with, choose another folder with --archive DIR, or delete this one: it is filled again from the node.',
      details: { archive: found, wanted: identity },
    })
  return { older }
}

export function writeIdentity(folder: string, identity: ArchiveIdentity): void {
  const file = fileIn(folder)
  writeFileSync(`${file}.new`, `${JSON.stringify(identity, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

const fileIn = (folder: string) => path.join(folder, 'archive.json')

function readIdentity(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return null
  }
}
