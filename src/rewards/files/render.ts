import type { Address } from '../../economics/units'
import type { Signature } from '../approval/signatures'
import { SIGNATURES, signaturesFile } from '../approval/signaturesFile'
import type { StoredReport } from '../close/stored'
import type { Publishable } from '../publish/distributor'
import { type SafeBatchFormat, safeBatch } from '../publish/safeBatch'
import { canonicalJson } from '../report/canonicalJson'
import { LEAF_ENCODING } from '../tree/leaf'
import { toHash } from '../tree/merkle'

/** Where a distribution would be published; undefined: the profile names no distributor. */
export interface PublishTarget {
  readonly chainId: number
  readonly distributor: Address | undefined
}

/** What the files of a distribution are made of. */
export interface RenderedReport extends Publishable, Pick<StoredReport, 'body' | 'shareRows' | 'evidence'> {
  readonly report: NonNullable<Publishable['report']>
  /** unset: none */
  readonly signatures?: readonly Signature[]
  /** of the tree, root first; empty when there is none */
  readonly nodes: readonly Uint8Array[]
}

/** Whether this is how a file was written, as its kept hash or the file itself says. */
export type Written = (name: string, content: string) => boolean

/**
 * The files of a distribution by name. The same report gives the same bytes anywhere, in the format that it was written
 * in: a file that was given out is not written otherwise later.
 * @param written unset: it was never written, so that its format is the newest
 */
export function renderFiles(
  stored: RenderedReport,
  target: PublishTarget,
  written: Written = () => false,
): Map<string, string> {
  const files = new Map([
    ['report.json', stored.body],
    // as `sha256sum --check` reads it
    ['report.sha256', `${stored.report.reportHash.slice(2)}  report.json\n`],
    ['claims.csv', claimsCsv(stored)],
    ['explanations.ndjson', stored.shareRows.map((share) => `${share.explanation}\n`).join('')],
  ])
  if (stored.evidence !== null) files.set('evidence.ndjson', stored.evidence.body)
  if (stored.report.root !== null) {
    files.set('tree.json', treeJson(stored))
    const { chainId, distributor } = target
    const batch = (format: SafeBatchFormat) => safeBatch(chainId, distributor!, stored, { format })
    if (distributor) files.set(SAFE_BATCH, formatted(SAFE_BATCH, batch, SAFE_BATCH_FORMATS, written))
    if (distributor && stored.signatures?.length)
      files.set(SIGNATURES, signaturesFile({ chainId, distributor }, stored, stored.signatures))
  }
  return files
}

export const SAFE_BATCH = 'safe-batch.json'
/** Every format there ever was, the newest first. */
const SAFE_BATCH_FORMATS = ['words', 'data'] as const

/** A file in the format that it was written in; in the newest where none of them gives what was written. */
function formatted<F>(name: string, render: (format: F) => string, formats: readonly F[], written: Written): string {
  const [newest = '', ...older] = formats.map(render)
  return older.find((each) => written(name, each)) ?? newest
}

function claimsCsv(stored: RenderedReport): string {
  const lines = stored.shareRows.map((share) => `${share.account},${share.amount},${share.weight}\n`)
  return `account,amount,weight\n${lines.join('')}`
}

/** OpenZeppelin's `standard-v1` dump: `StandardMerkleTree.load` reads it and gives the same root and proofs. */
function treeJson(stored: RenderedReport): string {
  const values = stored.shareRows
    .filter((share) => share.treeIndex !== null)
    .map(({ account, amount, treeIndex }) => ({
      treeIndex,
      value: [stored.programId, stored.periodNumber, account, amount],
    }))
  const tree = stored.nodes.map(toHash)
  return canonicalJson({ format: 'standard-v1', leafEncoding: LEAF_ENCODING, tree, values })
}
