import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RunningAssay } from '../../support/running'

// On the Node that runs this file: .ci/run starts it with every release that is supported.
const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-start-'))
const networks = ['devnet-destra', 'devnet-dgrid', 'devnet-deepnode']

let assay: RunningAssay
beforeAll(async () => {
  assay = await RunningAssay.start(path.join(folder, 'data'), ['--seed', '7'])
})
afterAll(async () => {
  await assay?.stop('SIGINT')
  rmSync(folder, { recursive: true, force: true })
})

it.each(networks)('%s comes to its first figures', async (network) => {
  await assay.until('a supply', async () => {
    const { supply } = await assay.query<{ supply: { total: string; block: { number: number } } | null }>(
      `{ supply(network: "${network}") { total block { number } } }`,
    )
    return supply !== null && BigInt(supply.total) > 0n && supply.block.number > 0
  })
})

it('no process complains of the Node that it runs on, and all end when asked', async () => {
  expect(await assay.stop('SIGINT')).toBe(0)
  const logs = path.join(assay.data, 'logs')
  const lines = readdirSync(logs).flatMap((file) => readFileSync(path.join(logs, file), 'utf8').split('\n'))
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.filter((line) => /unrecognized flag|bad option|Warning: |NODE_MODULE_VERSION/.test(line))).toEqual([])
})
