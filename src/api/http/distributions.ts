import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { distributorFor, type Style } from '../../config/style'
import type { Hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import { withSnapshot } from '../../postgres/snapshot'
import { SIGNATURES } from '../../rewards/approval/signaturesFile'
import { writtenHash } from '../../rewards/files/manifest'
import { type DistributionFile, distributionFiles } from '../../rewards/files/names'
import { writtenAs } from '../../rewards/files/render'
import { storedFile } from '../../rewards/files/storedFile'
import { distributionFolder } from '../../rewards/files/write'
import { distributionById } from '../../rewards/read'
import type { Services } from '../context'
import { sendChecked, sendCheckedFile } from './checkedFile'
import { unchanged } from './respond'

const types: Readonly<Record<string, string>> = {
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.ndjson': 'application/x-ndjson; charset=utf-8',
  '.sha256': 'text/plain; charset=utf-8',
}

/**
 * `/distributions/:id/:file`. The report's hash names the bytes of every file made of it, so it is the ETag.
 * A file is read from the data folder, or made from the database where this host has no such folder; either way only
 * with the SHA-256 that it was written with.
 * @throws AssayError E-NOT-FOUND, E-FILE-ALTERED
 */
export async function serveDistribution(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
  [id, name]: readonly string[],
): Promise<void> {
  const file = distributionFiles.find((each) => each === name)
  if (id === undefined || file === undefined) {
    throw new AssayError('E-NOT-FOUND', `no such file; a distribution has ${distributionFiles.join(', ')}`)
  }
  const found = await withSnapshot(services.pool, async (snapshot) => {
    // the id names a folder only once it is one of ours
    const distribution = await distributionById(snapshot, id)
    return distribution?.report && { ...distribution, written: await writtenHash(snapshot, id, file) }
  })
  if (!found?.report) throw new AssayError('E-NOT-FOUND', 'no such distribution, or it is not computed yet')

  const { reportHash } = found.report
  // Signatures are added one by one, and no report's hash names them.
  const named = file === SIGNATURES ? (found.written ?? reportHash) : reportHash
  const etag = `"${named.slice(2)}-${file}"`
  response.setHeader('etag', etag)
  response.setHeader('cache-control', 'public, max-age=60')
  response.setHeader('x-content-type-options', 'nosniff')
  if (unchanged(request, etag)) return void response.writeHead(304).end()
  // the report's own hash is on the chain, so it needs no other
  const sha256 = file === 'report.json' ? reportHash : found.written
  try {
    await sendDistributionFile(services, request, response, {
      id,
      network: found.network,
      style: found.style,
      file,
      sha256,
    })
  } catch (error) {
    // they name the true file, and nothing of it was sent
    if (!response.headersSent) for (const header of ['etag', 'cache-control']) response.removeHeader(header)
    throw error
  }
}

interface Asked {
  readonly id: string
  readonly network: string
  readonly style: Style
  readonly file: DistributionFile
  /** null: written before hashes were kept, so that what lies in the folder proves nothing */
  readonly sha256: Hash | null
}

async function sendDistributionFile(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
  { id, network, style, file, sha256 }: Asked,
): Promise<void> {
  const type = types[path.extname(file)]!
  const altered = (what: string) => {
    const error = new AssayError('E-FILE-ALTERED', `${file} of ${id}: ${what} is not what was written`, {
      next: 'Find out who changed it: assay rewards verify FOLDER. A file that is deleted is made again of what is stored.',
    })
    services.log.error(error.message)
    return error
  }
  const onDisk = path.join(distributionFolder(services.env.dataDir, id), file)
  if (sha256 !== null && (await stat(onDisk).catch(() => undefined))?.isFile())
    return sendCheckedFile(request, response, onDisk, type, {
      sha256,
      altered: () => altered('the file in the folder'),
    })
  const profile = services.profiles.get(network)
  const distributor = distributorFor(profile, style)
  // Each page in a snapshot of its own: a client that reads slowly holds no transaction, and the rows never change.
  const db: Queryable = {
    query: (sql, values) => withSnapshot(services.pool, (snapshot) => snapshot.query(sql, values)),
  }
  const target = { chainId: profile.chainId, distributor }
  const stored = await storedFile(db, id, target, file, writtenAs(new Map(sha256 === null ? [] : [[file, sha256]])))
  if (stored === null) throw new AssayError('E-NOT-FOUND', `this distribution has no ${file}`)
  await sendChecked(request, response, stored, type, {
    sha256,
    altered: () => altered('what the database makes of it'),
  })
}
