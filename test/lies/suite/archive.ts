import type { ArchiveLie } from '../lie'

const of = (
  name: string,
  archive: ArchiveLie['archive'],
  does: string,
  forge: ArchiveLie['forge'],
  says: string,
): ArchiveLie => ({ name, on: 'destra', by: 'archive', archive, does, forge, says })

/** The archive of raw logs, from which a ledger is indexed without a node. */
export const archive: readonly ArchiveLie[] = [
  of(
    'archive-without-a-log',
    'piece',
    'a log is removed, and the digests are made again',
    ({ logs, at }) => logs.splice(at, 1),
    'block {block} log \\d+: is in the event log and not in the archive',
  ),
  of(
    'archive-of-another-amount',
    'piece',
    'the data of a log is another, and the digests are made again',
    ({ logs, at }) => {
      logs[at] = { ...logs[at], data: logs[at].data.replace(/.$/, (c: string) => (c === '1' ? '2' : '1')) }
    },
    'block {block} log \\d+: .* in the archive and .* in the event log',
  ),
  of(
    'archive-of-a-log-too-many',
    'piece',
    'a log is there once more, and the digests are made again',
    ({ logs, at }) => logs.push({ ...logs[at], logIndex: 9_999 }),
    'block {block} log 9999: is in the archive and not in the event log',
  ),
  of(
    'archive-of-another-network',
    'identity',
    'it says that it is of another chain',
    (identity) => {
      identity.chainId = 1
    },
    'error: .*was made with another chainId',
  ),
  of(
    'archive-with-a-bit-flipped',
    'bytes',
    'a bit in the middle is flipped',
    (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1),
    'error: .*\\.seg',
  ),
]
