import path from 'node:path'
import { AssayError } from '../../errors'
import type { Network } from '../network'
import { Archive } from './archive'
import { identityOf } from './identity'

/** The archive of a network below `folder`, to be filled; without one the indexer goes on, and why is said. */
export async function archiveToFill(folder: string, network: Network): Promise<Archive | undefined> {
  try {
    const archive = await open(folder, network, true)
    if (!archive.filling) console.error('archive: another process fills it, this one does not')
    return archive
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    console.error(`archive: not filled: ${error.message}. ${error.next}`)
    return undefined
  }
}

/** The archive to index from. @throws AssayError E-ARCHIVE-EMPTY, E-ARCHIVE-OLDER, E-ARCHIVE-FILTER, E-ARCHIVE-CORRUPT */
export async function archiveToRead(folder: string, network: Network): Promise<Archive> {
  const hasNode = network.profile.rpcUrl !== undefined
  const archive = await open(folder, network, hasNode)
  if (!archive.end && !hasNode)
    throw new AssayError('E-ARCHIVE-EMPTY', `there is no archive of ${network.name} in ${folder}`, {
      next: 'Name the folder that an indexer has filled with --archive DIR, or start with an RPC endpoint.',
    })
  return archive
}

function open(folder: string, network: Network, fill: boolean): Promise<Archive> {
  return Archive.open(path.join(folder, network.name), identityOf(network), fill)
}
