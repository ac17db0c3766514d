import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { firstClosedFolder, unprivilegedAccount } from '../../../src/embedded/postgres/account'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'assay-account-'))
  chmodSync(dir, 0o755)
})

afterEach(() => rmSync(dir, { recursive: true, force: true }))

function passwd(...rows: string[]): string {
  const file = path.join(dir, 'passwd')
  writeFileSync(file, rows.join('\n'))
  return file
}

describe('account of PostgreSQL', () => {
  const root = 'root:x:0:0::/root:/bin/sh'
  const nobody = 'nobody:x:65534:65533:::'

  it('is our own unless we are root', () => {
    expect(unprivilegedAccount(1000, passwd(root, nobody))).toBeUndefined()
  })

  it('is postgres where root finds it, else nobody, on a machine with neither the usual number of nobody', () => {
    const file = passwd(root, nobody, 'postgres:x:101:104:::')
    expect(unprivilegedAccount(0, file)).toEqual({ name: 'postgres', uid: 101, gid: 104 })
    expect(unprivilegedAccount(0, passwd(root, nobody))).toEqual({ name: 'nobody', uid: 65534, gid: 65533 })
    expect(unprivilegedAccount(0, path.join(dir, 'none'))).toEqual({ name: 'nobody', uid: 65534, gid: 65534 })
    expect(unprivilegedAccount(0, passwd('nobody:*:-2:-2:::'))?.uid).toBe(2 ** 32 - 2)
  })
})

describe('a closed folder on the way', () => {
  const stranger = { name: 'nobody', uid: 65534, gid: 65534 }

  it('is found wherever it lies', () => {
    const closed = path.join(dir, 'a', 'closed')
    mkdirSync(path.join(closed, 'b', 'c'), { recursive: true })
    expect(firstClosedFolder(path.join(closed, 'b', 'c'), stranger)).toBeUndefined()
    chmodSync(closed, 0o700)
    expect(firstClosedFolder(path.join(closed, 'b', 'c'), stranger)).toBe(closed)
  })

  it('is open to its owner and to its group', () => {
    const folder = path.join(dir, 'mine')
    mkdirSync(folder)
    const mine = { name: 'me', uid: process.getuid!(), gid: 65534 }
    const ours = { name: 'us', uid: 65534, gid: process.getgid!() }
    chmodSync(folder, 0o700)
    expect([firstClosedFolder(folder, mine), firstClosedFolder(folder, ours)]).toEqual([undefined, folder])
    chmodSync(folder, 0o710)
    expect(firstClosedFolder(folder, ours)).toBeUndefined()
  })
})
