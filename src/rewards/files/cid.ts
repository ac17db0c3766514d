import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'

/** `ipfs add`'s own: 256 KiB a chunk, 174 links a node. The library's defaults are larger, and give another CID. */
const CHUNK_BYTES = 262_144
const LINKS = 174

/**
 * CID that `ipfs add -r --cid-version=1 --raw-leaves` gives a folder of a distribution: CIDv1 of a UnixFS directory. Files
 * are streamed and no block is kept, so memory does not grow with them. The library is loaded for this alone.
 * @returns null where the folder is not there
 */
export async function folderCid(folder: string): Promise<string | null> {
  const files = await folderFiles(folder)
  if (files === null) return null
  const [{ importer }, { fixedSize }, { balanced }] = await Promise.all([
    import('ipfs-unixfs-importer'),
    import('ipfs-unixfs-importer/chunker'),
    import('ipfs-unixfs-importer/layout'),
  ])
  const options = {
    ...({ cidVersion: 1, rawLeaves: true, wrapWithDirectory: true, reduceSingleLeafToSelf: true } as const),
    chunker: fixedSize({ chunkSize: CHUNK_BYTES }),
    layout: balanced({ maxChildrenPerNode: LINKS }),
  }
  let root: string | null = null
  // The directory comes last.
  for await (const { cid } of importer(contents(files), forgetful, options)) root = cid.toString()
  return root
}

/** A file of a folder as it lies there. */
export interface FolderFile {
  readonly name: string
  readonly file: string
  readonly bytes: number
  readonly changedMs: number
}

/** The files that such a folder's CID is of, by name; null where there is no folder. */
export async function folderFiles(folder: string): Promise<FolderFile[] | null> {
  const names = await readdir(folder).catch(() => null)
  if (names === null) return null
  const files: FolderFile[] = []
  for (const name of [...names].sort()) {
    // A draft of a file that is being written is none of the distribution's.
    if (name.endsWith('.tmp')) continue
    const file = path.join(folder, name)
    const found = await stat(file)
    if (found.isFile()) files.push({ name, file, bytes: found.size, changedMs: found.mtimeMs })
  }
  return files
}

async function* contents(files: readonly FolderFile[]) {
  for (const { name, file } of files)
    yield { path: name, content: createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array> }
}

/** Nothing is stored: the blocks are hashed and gone. */
const forgetful = { put: async <T>(cid: T): Promise<T> => cid }
