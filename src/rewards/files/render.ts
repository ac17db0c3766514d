import type { Style } from '../../config/style'
import type { Address, Hash } from '../../economics/units'
import type { Signature } from '../approval/signatures'
import { SIGNATURES, signaturesFile } from '../approval/signaturesFile'
import type { StoredHead, StoredReport, StoredShare } from '../close/stored'
import { CORRECTIONS } from '../correction/settlementFile'
import type { Publishable } from '../publish/distributor'
import { type SafeBatchFormat, safeBatch } from '../publish/safeBatch'
import { canonicalJson } from '../report/canonicalJson'
import { sha256 } from '../report/sha256'
import { leafEncoding, leavesOf } from '../tree/leaf'
import { NODE } from '../tree/merkle'

/** Where a distribution would be published; undefined: the profile names no distributor. */
export interface PublishTarget {
  readonly chainId: number
  readonly distributor: Address | undefined
  /** by style, where a report may be of before the program's changed */
  readonly distributors?: Readonly<Record<Style, Address | undefined>>
}

/** A program's, as of a report that was closed in a style. */
function targetOf({ chainId, distributor, distributors }: PublishTarget, style: Style): PublishTarget {
  return { chainId, distributor: distributors ? distributors[style] : distributor }
}

/** What the files of a distribution are made of but its shares. */
export interface RenderedHead extends Publishable, Pick<StoredHead, 'body' | 'evidence' | 'nodes' | 'style'> {
  readonly report: NonNullable<Publishable['report']>
  /** unset: none */
  readonly signatures?: readonly Signature[]
  /** the file of what it settles of corrections; unset: nothing */
  readonly corrections?: string | null
}

/** Whether this is how a file was written, as its kept hash or the file itself says. */
export type Written = (name: string, content: string) => boolean

/** As the kept hashes of its files say. */
export function writtenAs(kept: ReadonlyMap<string, Hash>): Written {
  return (name, content) => kept.get(name) === sha256(content)
}

/** What the files of a distribution are made of. */
export interface RenderedReport extends RenderedHead, Pick<StoredReport, 'shareRows'> {}

/**
 * The files of a distribution by name. The same report gives the same bytes anywhere, in the format that it was written
 * in: a file that was given out is not written otherwise later.
 * @param written unset: it was never written, so that its format is the newest
 */
export function renderFiles(stored: RenderedReport, target: PublishTarget, written?: Written): Map<string, string> {
  const texts = new Map<string, string[]>()
  const files = new FileTexts(
    stored,
    target,
    (name) => {
      const pieces: string[] = []
      texts.set(name, pieces)
      return { add: (text) => void pieces.push(text) }
    },
    written,
  )
  for (const share of stored.shareRows) files.add(share)
  files.end()
  return new Map([...texts].map(([name, pieces]) => [name, pieces.join('')]))
}

/** Takes a file's text piece by piece. */
export interface TextSink {
  add(text: string): void
}

/** Writes the files of a distribution side by side, share by share: no file is ever a text in memory. */
export class FileTexts {
  private readonly claims: TextSink
  private readonly explanations: TextSink
  private readonly tree: TextSink | undefined
  private leaves = 0

  /** @param open called once for each file, in their order */
  constructor(
    private readonly head: RenderedHead,
    target: PublishTarget,
    open: (name: string) => TextSink,
    written: Written = () => false,
  ) {
    const { chainId, distributor } = targetOf(target, head.style)
    const whole = (name: string, text: string) => open(name).add(text)
    whole('report.json', head.body)
    // as `sha256sum --check` reads it
    whole('report.sha256', `${head.report.reportHash.slice(2)}  report.json\n`)
    this.claims = open('claims.csv')
    this.claims.add(head.style === 'cumulative' ? 'account,cumulative,amount,weight\n' : 'account,amount,weight\n')
    this.explanations = open('explanations.ndjson')
    if (head.evidence !== null) whole('evidence.ndjson', head.evidence.body)
    if (head.corrections) whole(CORRECTIONS, head.corrections)
    if (head.report.root === null) return
    this.tree = open('tree.json')
    writeNodes(this.tree, leafEncoding(leavesOf(head)), head.nodes)
    if (!distributor) return
    const batch = (format: SafeBatchFormat) => safeBatch(chainId, distributor, head, { format })
    whole(SAFE_BATCH, formatted(SAFE_BATCH, batch, SAFE_BATCH_FORMATS, written))
    const { signatures = [] } = head
    if (signatures.length > 0) whole(SIGNATURES, signaturesFile({ chainId, distributor }, head, signatures))
  }

  /** @param share by account, ascending */
  add({ account, amount, weight, treeIndex, explanation, cumulative }: StoredShare): void {
    const { programId, periodNumber, style } = this.head
    const ever = style === 'cumulative' ? [account, cumulative ?? 0n] : null
    this.claims.add(`${(ever ?? [account]).join()},${amount},${weight}\n`)
    if (explanation !== null) this.explanations.add(`${explanation}\n`)
    if (treeIndex === null || this.tree === undefined) return
    const value = [programId, ...(ever ?? [periodNumber, account, amount])]
    this.tree.add(`${this.leaves++ === 0 ? '' : ','}${canonicalJson({ treeIndex, value })}`)
  }

  end(): void {
    this.tree?.add(']}')
  }

  /** Whether a file has something of each share. */
  grows(name: string): boolean {
    return ['claims.csv', 'explanations.ndjson', 'tree.json'].includes(name)
  }
}

export const SAFE_BATCH = 'safe-batch.json'
/** Every format there ever was, the newest first. */
const SAFE_BATCH_FORMATS = ['words', 'data'] as const

/** A file in the format that it was written in; in the newest where none of them gives what was written. */
function formatted<F>(name: string, render: (format: F) => string, formats: readonly F[], written: Written): string {
  const [newest = '', ...older] = formats.map(render)
  return older.find((each) => written(name, each)) ?? newest
}

/**
 * OpenZeppelin's `standard-v1` dump up to its values: `StandardMerkleTree.load` reads it and gives the same root and
 * proofs. Canonical JSON: keys are sorted.
 */
function writeNodes(sink: TextSink, encoding: readonly string[], nodes: Buffer): void {
  sink.add(`{"format":"standard-v1","leafEncoding":${canonicalJson(encoding)},"tree":[`)
  for (let place = 0; place * NODE < nodes.length; place++)
    sink.add(`${place === 0 ? '' : ','}"0x${nodes.toString('hex', place * NODE, (place + 1) * NODE)}"`)
  sink.add('],"values":[')
}
