import { type FolderFile, folderCid, folderFiles } from '../rewards/files/cid'
import { Admission } from './admission'
import type { RequestBudget } from './budget'
import { CID_ADMISSION } from './limits'
import { SingleFlight } from './singleFlight'

/**
 * CIDs of folders, each computed once for all who ask while its files lie as they do. The files' own state is the key and
 * not the manifest in the database: pinned is what lies here, whoever wrote it.
 */
export class FolderCids {
  private readonly flights = new SingleFlight<string | null>(new Admission(CID_ADMISSION))

  constructor(private readonly cidOf: typeof folderCid = folderCid) {}

  /** @returns null where the folder is not on this host @throws AssayError E-TOO-LARGE of the budget, E-BUSY */
  async of(folder: string, budget: RequestBudget): Promise<string | null> {
    const files = await folderFiles(folder)
    if (files === null) return null
    const version = versionOf(files)
    // What others paid for is free: the bound is on what one request makes us hash.
    if (!this.flights.has(folder, version)) budget.hashed(files.reduce((sum, { bytes }) => sum + bytes, 0))
    return this.flights.get(folder, version, () => this.cidOf(folder))
  }
}

function versionOf(files: readonly FolderFile[]): string {
  return JSON.stringify(files.map(({ name, bytes, changedMs }) => [name, bytes, changedMs]))
}
