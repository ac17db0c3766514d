import { existsSync } from 'node:fs'
import path from 'node:path'

/** What an id has between network, program and period; some file systems have it in no name. */
const IN_ID = ':'
/** In its place in a folder's name. No network, program or period has one, so that a name is of one id. */
const IN_NAME = '_'

/** Name of a distribution's folder, on every file system. */
export function folderName(id: string): string {
  return id.replaceAll(IN_ID, IN_NAME)
}

/** The id of a distribution by its folder's name; folders of before are named as their id. */
export function idOfFolder(name: string): string {
  return name.replaceAll(IN_NAME, IN_ID)
}

/** A distribution's folder among others: the one of before where it was made by then. */
export function folderIn(parent: string, id: string): string {
  const before = path.join(parent, id)
  return existsSync(before) ? before : path.join(parent, folderName(id))
}
