import { chownSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** The system account a service runs as. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number }

const nobody: Account = { name: 'nobody', uid: 65534, gid: 65534 }

/**
 * PostgreSQL refuses to run as root. As root we run it as `postgres` where that account exists, else as `nobody`.
 * @returns undefined when we are not root: then it runs as ourselves
 */
export function unprivilegedAccount(uid = process.getuid?.(), passwdFile = '/etc/passwd'): Account | undefined {
  if (uid !== 0) return undefined
  const accounts = readAccounts(passwdFile)
  return accounts.get('postgres') ?? accounts.get('nobody') ?? nobody
}

function readAccounts(passwdFile: string): Map<string, Account> {
  try {
    const rows = readFileSync(passwdFile, 'utf8').split('\n')
    const accounts = rows
      .map((row) => row.split(':'))
      // Account ids are unsigned; macOS writes -2 for nobody.
      .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }))
    return new Map(accounts.map((account) => [account.name, account]))
  } catch {
    return new Map()
  }
}

/**
 * The first folder on the way to `target` that `account` may not pass through, by its mode bits.
 * A clone in a private folder (0700: a home of root, a temp folder of mktemp) is the usual one.
 */
export function firstClosedFolder(target: string, account: Account): string | undefined {
  const parts = path.resolve(target).split(path.sep)
  for (let depth = 1; depth <= parts.length; depth++) {
    const folder = parts.slice(0, depth).join(path.sep) || path.sep
    const stats = statSync(folder, { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    const bit = stats.uid === account.uid ? 0o100 : stats.gid === account.gid ? 0o010 : 0o001
    if (stats.isDirectory() && (stats.mode & bit) === 0) return folder
  }
  return undefined
}

/** Hands a file or folder to the account; nothing to do when we are that user already. */
export function handOver(target: string, account: Account | undefined): void {
  if (account !== undefined) chownSync(target, account.uid, account.gid)
}
