import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from './root'

/** Of the package that runs, which is no part of what is compiled. */
const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  readonly version: string
}

export const packageVersion = manifest.version
