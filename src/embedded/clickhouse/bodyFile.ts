import { type FileHandle, open, rm } from 'node:fs/promises'
import path from 'node:path'

/** A body in a file of its own, which the engine reads and which goes with the request. */
export class BodyFile {
  private bytes = 0

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  static async create(folder: string): Promise<BodyFile> {
    const file = path.join(folder, crypto.randomUUID())
    return new BodyFile(file, await open(file, 'wx'))
  }

  get length(): number {
    return this.bytes
  }

  async append(bytes: Buffer): Promise<void> {
    await this.handle.appendFile(bytes)
    this.bytes += bytes.length
  }

  async remove(): Promise<void> {
    await this.handle.close()
    await rm(this.path, { force: true })
  }
}
