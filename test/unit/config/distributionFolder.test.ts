import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { folderIn, folderName, idOfFolder } from '../../../src/config/distributionFolder'

const ids = [
  'devnet-destra:destra.stakers.monthly:2026-09',
  'dgrid:dgrid.nodes.weekly:2026-W37',
  'deepnode:deepnode.emission:e105',
  'destra:campaign.first-month:p12',
]
let parent: string
beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), 'assay-folders-'))
})
afterEach(() => rmSync(parent, { recursive: true }))

it.each(ids)('%s has a folder that every file system takes, and is told from it again', (id) => {
  // No sign that Windows, macOS or a URL gives a meaning, and no end that Windows cuts off.
  expect(folderName(id)).toMatch(/^[A-Za-z0-9._-]*[A-Za-z0-9]$/)
  expect([idOfFolder(folderName(id)), idOfFolder(id)]).toEqual([id, id])
  expect(folderIn(parent, id)).toBe(path.join(parent, folderName(id)))
})

it('a folder of before keeps its name, and is the one that is read', () => {
  const [id] = ids
  mkdirSync(path.join(parent, id!))
  mkdirSync(path.join(parent, folderName(id!)))
  expect(folderIn(parent, id!)).toBe(path.join(parent, id!))
})
