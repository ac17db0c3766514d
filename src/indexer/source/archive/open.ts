import path from 'node:path'
import { AssayError } from '../../../errors'
import type { Alarms } from '../../alarms'
import type { Network } from '../../network'
import { Archive } from './archive'
import { identityOf } from './identity'

/** The archive of a network below `folder`, to be filled; without one the indexer goes on, and an alarm says why. */
export async function archiveToFill(folder: string, network: Network, alarms: Alarms): Promise<Archive | undefined> {
  try {
    return await open(folder, network, true)
  } catch (error) {
    await notFilled(error, alarms)
    return undefined
  }
}

/** The archive to index from. @throws AssayError E-ARCHIVE-EMPTY, E-ARCHIVE-OLDER, E-ARCHIVE-FILTER, E-ARCHIVE-CORRUPT */
export async function archiveToRead(folder: string, network: Network, alarms: Alarms): Promise<Archive> {
  if (network.profile.rpcUrl !== undefined)
    return open(folder, network, true).catch(async (error) => {
      if (error.code !== 'E-ARCHIVE-HELD') throw error
      await notFilled(error, alarms)
      return open(folder, network, false)
    })
  const archive = await open(folder, network, false)
  if (!archive.end)
    throw new AssayError('E-ARCHIVE-EMPTY', `there is no archive of ${network.name} in ${folder}`, {
      next: 'Name the folder that an indexer has filled with --archive DIR, or start with an RPC endpoint.',
    })
  return archive
}

/** The alarm stands as long as this process, which opens its archive once. */
async function notFilled(error: unknown, alarms: Alarms): Promise<void> {
  if (!(error instanceof AssayError)) throw error
  await alarms.raise(error.code, `the archive is not filled: ${error.message}. ${error.next}`, 'process')
}

function open(folder: string, network: Network, fill: boolean): Promise<Archive> {
  return Archive.open(path.join(folder, network.name), identityOf(network), fill)
}
