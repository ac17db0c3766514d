import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import type { Hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Order, Phase, Sent } from './transaction'

/** The first line holds a few fields of fixed size. */
const CHAIN_LINE_BYTES = 4_096

/** First line: which chain this is the journal of. */
export interface ChainLine {
  readonly kind: 'chain'
  readonly version: 1
  readonly chainId: number
  readonly genesis: Hash
  /** seconds; the node must be created with this `--timestamp` */
  readonly genesisTime: number
  /** ISO date; the end of the twelve months of history */
  readonly until: string
  readonly seed: number
}

/** Written and synced before a block is sent: what it will hold. */
export interface IntentLine {
  readonly kind: 'intent'
  readonly number: number
  readonly time: number
  readonly phase: Phase
  readonly sent: readonly Sent[]
  /** how many at the end of `sent` did not come from the planner */
  readonly unplanned: number
}

/** Written once it is mined; `order` only where the block holds something else than the intent. */
export interface MinedLine {
  readonly kind: 'mined'
  readonly number: number
  readonly hash: Hash
  readonly order?: Order
}

type JournalLine = ChainLine | IntentLine | MinedLine

export interface JournalledBlock extends IntentLine {
  /** absent: announced, but not known to be mined */
  readonly mined?: MinedLine
}

export function journalFile(dataDir: string): string {
  return path.join(dataDir, 'chain', 'journal.ndjson')
}

/** The first line of the journal in `dataDir`, without reading the rest; undefined when there is none. */
export function readChainLine(dataDir: string): ChainLine | undefined {
  const file = journalFile(dataDir)
  if (!existsSync(file)) return undefined
  const head = Buffer.alloc(CHAIN_LINE_BYTES)
  const fd = openSync(file, 'r')
  const bytes = readSync(fd, head, 0, head.length, 0)
  closeSync(fd)
  const text = head.toString('utf8', 0, bytes).split('\n')[0]!
  return text.slice(0, 8) === checksum(text.slice(9)) ? (JSON.parse(text.slice(9)) as ChainLine) : undefined
}

/**
 * The chain's memory on disk: append-only checksummed lines. Anvil forgets everything on a hard kill; a fresh one is
 * brought to the same head hash from here, so nothing that was indexed is lost.
 */
export class Journal {
  readonly #fd: number

  private constructor(
    readonly chain: ChainLine,
    readonly blocks: JournalledBlock[],
    fd: number,
  ) {
    this.#fd = fd
  }

  /** undefined when there is none yet. @throws AssayError E-JOURNAL when a line before the last is damaged */
  static open(dataDir: string): Journal | undefined {
    const file = journalFile(dataDir)
    if (!existsSync(file)) return undefined
    const { lines, goodBytes } = readLines(file)
    const [chain, ...rest] = lines
    if (chain === undefined) return undefined
    if (chain.kind !== 'chain' || chain.version !== 1)
      throw damaged(file, 1, 'the first line does not describe a chain this version knows')
    const blocks = gather(file, rest)
    const fd = openSync(file, 'r+')
    // A torn last line was never synced, so nothing was built on it.
    ftruncateSync(fd, goodBytes)
    closeSync(fd)
    return new Journal(chain, blocks, openSync(file, 'a'))
  }

  static create(dataDir: string, chain: ChainLine): Journal {
    const file = journalFile(dataDir)
    mkdirSync(path.dirname(file), { recursive: true })
    const journal = new Journal(chain, [], openSync(file, 'w'))
    journal.append([chain])
    const folder = openSync(path.dirname(file), 'r')
    fsyncSync(folder)
    closeSync(folder)
    return journal
  }

  /** Appends and syncs: on return the lines survive a power cut. */
  append(lines: readonly JournalLine[]): void {
    if (lines.length === 0) return
    writeSync(this.#fd, lines.map(seal).join(''))
    fsyncSync(this.#fd)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

function seal(line: JournalLine): string {
  const body = JSON.stringify(line)
  return `${checksum(body)} ${body}\n`
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, '0')
}

function readLines(file: string): { lines: JournalLine[]; goodBytes: number } {
  const bytes = readFileSync(file)
  const lines: JournalLine[] = []
  let start = 0
  while (start < bytes.length) {
    const end = bytes.indexOf(10, start)
    const text = bytes.toString('utf8', start, end === -1 ? bytes.length : end)
    const body = text.slice(9)
    if (end === -1 || text.slice(0, 8) !== checksum(body)) {
      const last = end === -1 || end === bytes.length - 1
      if (!last) throw damaged(file, lines.length + 1, 'its checksum does not match')
      break
    }
    lines.push(JSON.parse(body) as JournalLine)
    start = end + 1
  }
  return { lines, goodBytes: start }
}

function gather(file: string, lines: readonly JournalLine[]): JournalledBlock[] {
  const blocks: JournalledBlock[] = []
  for (const [at, line] of lines.entries()) {
    if (line.kind === 'intent' && line.number === blocks.length + 1) blocks.push(line)
    else if (line.kind === 'mined' && blocks[line.number - 1] !== undefined)
      blocks[line.number - 1] = { ...blocks[line.number - 1]!, mined: line }
    else throw damaged(file, at + 2, 'it does not follow from the lines before it')
  }
  return blocks
}

function damaged(file: string, line: number, why: string): AssayError {
  return new AssayError('E-JOURNAL', `the devnet chain's journal is damaged at line ${line}: ${why}`, {
    next: 'The chain cannot be rebuilt as it was; `assay up --fresh` starts a new devnet from the seed.',
    details: { file, line },
  })
}
