import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { AssayError } from '../../errors'
import type { Network } from '../network'

/** What an archive was filled by: logs of another filter in the same archive would be gaps that nobody sees. */
export interface ArchiveIdentity {
  readonly format: 1
  readonly chainId: number
  readonly startBlock: number
  /** contracts whose logs it holds, in order */
  readonly addresses: readonly string[]
  /** contract and topic of the logs whose transactions it holds too, in order */
  readonly calls: readonly string[]
}

export function identityOf({ profile, contracts, decoder }: Network): ArchiveIdentity {
  const addresses = [...contracts.keys()].sort()
  return {
    format: 1,
    chainId: profile.chainId,
    startBlock: profile.startBlock,
    addresses,
    calls: addresses.flatMap((contract) =>
      [...decoder.callTopics(contract)].sort().map((topic) => `${contract} ${topic}`),
    ),
  }
}

/** Writes who an empty archive belongs to, or makes sure that a filled one is ours. @throws AssayError E-ARCHIVE-FILTER */
export function requireIdentity(folder: string, identity: ArchiveIdentity): void {
  const file = path.join(folder, 'archive.json')
  const found = readIdentity(file)
  if (found === undefined) {
    writeFileSync(`${file}.new`, `${JSON.stringify(identity, null, 2)}\n`)
    renameSync(`${file}.new`, file)
    return
  }
  const differs = Object.entries(identity).find(([key, value]) => !isDeepStrictEqual(Object(found)[key], value))
  if (differs)
    throw new AssayError('E-ARCHIVE-FILTER', `the archive in ${folder} was made with another ${differs[0]}`, {
      next: 'Index with the profile it was made with, choose another folder with --archive DIR, or delete this one: it is filled again from the node.',
      details: { archive: found, wanted: identity },
    })
}

function readIdentity(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return null
  }
}
