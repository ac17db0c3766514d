import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RequestBudget } from '../../../src/api/budget'
import { FolderCids } from '../../../src/api/folderCids'
import { MAX_HASHED_BYTES } from '../../../src/api/limits'

let folder: string
let hashed: string[]
let cids: FolderCids
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-cids-'))
  hashed = []
  cids = new FolderCids(async (of) => {
    hashed.push(of)
    return `cid ${hashed.length}`
  })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const budget = () => new RequestBudget()

describe('the CID of a folder', () => {
  it('is computed once for all who ask, and again when a file changed', async () => {
    writeFileSync(path.join(folder, 'report.json'), '{}')
    const together = await Promise.all([cids.of(folder, budget()), cids.of(folder, budget())])
    expect([...together, await cids.of(folder, budget())]).toEqual(['cid 1', 'cid 1', 'cid 1'])
    writeFileSync(path.join(folder, 'report.json'), '{"a":1}')
    expect(await cids.of(folder, budget())).toBe('cid 2')
    writeFileSync(path.join(folder, 'tree.json'), '{}')
    expect(await cids.of(folder, budget())).toBe('cid 3')
    expect(hashed).toHaveLength(3)
  })

  it('is not computed again for a draft, and there is none of no folder', async () => {
    writeFileSync(path.join(folder, 'report.json'), '{}')
    await cids.of(folder, budget())
    writeFileSync(path.join(folder, 'report.json.7.tmp'), '{')
    expect(await cids.of(folder, budget())).toBe('cid 1')
    expect(await cids.of(path.join(folder, 'none'), budget())).toBeNull()
    expect(hashed).toEqual([folder])
  })

  it('costs a request the bytes that are hashed for it, and not those that were before', async () => {
    for (const name of ['one', 'other']) {
      mkdirSync(path.join(folder, name))
      writeFileSync(path.join(folder, name, 'report.json'), Buffer.alloc(MAX_HASHED_BYTES / 2 + 1))
    }
    const [one, other] = ['one', 'other'].map((name) => path.join(folder, name)) as [string, string]
    const asked = budget()
    expect(await cids.of(one, asked)).toBe('cid 1')
    expect(await cids.of(one, asked)).toBe('cid 1')
    await expect(cids.of(other, asked)).rejects.toMatchObject({ code: 'E-TOO-LARGE' })
    expect(hashed).toEqual([one])
    // Who asks for less gets it.
    expect(await cids.of(other, budget())).toBe('cid 2')
  })
})
