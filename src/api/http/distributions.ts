import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { contractsOf } from '../../config/profile'
import { AssayError } from '../../errors'
import { withSnapshot } from '../../postgres/snapshot'
import { loadReport } from '../../rewards/close/stored'
import { renderFiles } from '../../rewards/files/render'
import { distributionFolder } from '../../rewards/files/write'
import { distributionById } from '../../rewards/read'
import type { Services } from '../context'
import { type DistributionFile, distributionFiles } from '../distributionFiles'
import { send, sendFile, unchanged } from './respond'

const types: Readonly<Record<string, string>> = {
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.ndjson': 'application/x-ndjson; charset=utf-8',
  '.sha256': 'text/plain; charset=utf-8',
}

/**
 * `/distributions/:id/:file`. The report's hash names the bytes of every file made of it, so it is the ETag.
 * A file is read from the data folder, or made from the database where this host has no such folder.
 * @throws AssayError E-NOT-FOUND
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
  // the id names a folder only once it is one of ours
  const distribution = await withSnapshot(services.pool, (snapshot) => distributionById(snapshot, id))
  if (!distribution?.report) throw new AssayError('E-NOT-FOUND', 'no such distribution, or it is not computed yet')

  const etag = `"${distribution.report.reportHash.slice(2)}-${file}"`
  response.setHeader('etag', etag)
  response.setHeader('cache-control', 'public, max-age=60')
  response.setHeader('x-content-type-options', 'nosniff')
  if (unchanged(request, etag)) return void response.writeHead(304).end()
  await sendDistributionFile(services, request, response, { id, network: distribution.network, file })
}

async function sendDistributionFile(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
  { id, network, file }: { id: string; network: string; file: DistributionFile },
): Promise<void> {
  const type = types[path.extname(file)]!
  const onDisk = path.join(distributionFolder(services.env.dataDir, id), file)
  const found = await stat(onDisk).catch(() => undefined)
  if (found?.isFile())
    return sendFile(request, response, onDisk, { 'content-type': type, 'content-length': found.size })
  const profile = services.profiles.get(network)
  const distributor = contractsOf(profile, 'merkle-distributor')[0]?.address
  const stored = await withSnapshot(services.pool, (snapshot) => loadReport(snapshot, id))
  const text = renderFiles(stored, { chainId: profile.chainId, distributor }).get(file)
  if (text === undefined) throw new AssayError('E-NOT-FOUND', `this distribution has no ${file}`)
  send(response, 200, type, text)
}
