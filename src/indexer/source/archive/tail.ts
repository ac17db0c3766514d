import { type FileHandle, open } from 'node:fs/promises'

/** The segment that is being written. */
export class Tail {
  private constructor(
    private readonly handle: FileHandle,
    private length: number,
  ) {}

  static async open(file: string): Promise<Tail> {
    const handle = await open(file, 'a')
    return new Tail(handle, (await handle.stat()).size)
  }

  get bytes(): number {
    return this.length
  }

  async append(frame: Buffer): Promise<void> {
    await this.handle.appendFile(frame)
    this.length += frame.length
  }

  /** Syncs the segment: from here on its bytes outlive a power cut, before they outlive the process alone. */
  async close(): Promise<void> {
    await this.handle.datasync()
    await this.handle.close()
  }
}
