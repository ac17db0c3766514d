import { readdirSync } from 'node:fs'
import { readFile, rename, rm, truncate } from 'node:fs/promises'
import path from 'node:path'
import { readSegment, type Segment } from './segment'

const SUFFIX = '.seg'
/** Twelve digits sort as numbers do, and last a chain of ten blocks a second for three thousand years. */
const DIGITS = 12

/** The segments of an archive on disk; a segment is named after its first block. */
export class SegmentFolder {
  constructor(readonly folder: string) {}

  /** First blocks of the segments, ascending. */
  firsts(): number[] {
    const names = readdirSync(this.folder).filter((name) => name.endsWith(SUFFIX))
    return names.map((name) => Number(name.slice(0, -SUFFIX.length))).sort((a, b) => a - b)
  }

  file(first: number): string {
    return path.join(this.folder, `${String(first).padStart(DIGITS, '0')}${SUFFIX}`)
  }

  async read(first: number): Promise<Segment> {
    return readSegment(await readFile(this.file(first)))
  }

  /** Truncates a segment to its sound bytes; an empty one is deleted. */
  async cut(first: number, bytes: number): Promise<void> {
    if (bytes === 0) await rm(this.file(first))
    else await truncate(this.file(first), bytes)
  }

  /** Deletes every segment. */
  async clear(): Promise<void> {
    for (const first of this.firsts()) await rm(this.file(first))
  }

  /** Path at which a segment is written anew beside the old one. */
  draft(first: number): string {
    return `${this.file(first)}.new`
  }

  /** The draft takes the place of the segment at once or not at all. */
  async publish(first: number): Promise<void> {
    await rename(this.draft(first), this.file(first))
  }

  async dropDraft(first: number): Promise<void> {
    await rm(this.draft(first), { force: true })
  }
}
