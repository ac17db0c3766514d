import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import type { Hash } from '../../economics/units'
import { TextHash } from '../report/sha256'
import type { TextSink } from './render'

/** Characters written at once: a write of the system costs as much as a dozen lines. */
const AT_ONCE = 64 * 1024

/** A file that is being written beside its place, and takes it when it is whole. */
export class Draft implements TextSink {
  private readonly draft: string
  private readonly digest = new TextHash()
  private descriptor: number | undefined
  private waiting = ''
  private hash: Hash | undefined

  constructor(private readonly file: string) {
    this.draft = `${file}.${process.pid}.tmp`
    this.descriptor = openSync(this.draft, 'w')
  }

  add(text: string): void {
    this.waiting += text
    if (this.waiting.length >= AT_ONCE) this.write()
  }

  /** @returns the hash of all that was added */
  finish(): Hash {
    this.write()
    this.close()
    this.hash = this.digest.value()
    return this.hash
  }

  /** Puts it in its place, unless the same bytes are there. */
  async publish(): Promise<void> {
    if ((await hashOf(this.file, (await stat(this.draft)).size)) !== this.hash) await rename(this.draft, this.file)
  }

  /** Leaves nothing of it but what was published. */
  async discard(): Promise<void> {
    this.close()
    await rm(this.draft, { force: true })
  }

  private write(): void {
    this.digest.add(this.waiting)
    const bytes = Buffer.from(this.waiting, 'utf8')
    for (let at = 0; at < bytes.length; ) at += writeSync(this.descriptor!, bytes, at)
    this.waiting = ''
  }

  private close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor)
    this.descriptor = undefined
  }
}

/** sha256 of a file of that size; undefined when there is none. */
async function hashOf(file: string, size: number): Promise<string | undefined> {
  const there = await stat(file).catch(() => undefined)
  if (!there?.isFile() || there.size !== size) return undefined
  const digest = createHash('sha256')
  for await (const piece of createReadStream(file)) digest.update(piece)
  return `0x${digest.digest('hex')}`
}
