import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.resolve(__dirname, '../..')

/** Compiled parts are found by the folder they lie in. */
const NATIVE = /^node_modules\/(bufferutil|utf-8-validate|node-gyp-build)\//

/** Files that a command has read as modules by its end, but for its own bundle. */
function readBeside(...args: string[]): string[] {
  const tell = "process.once('exit', () => console.error(JSON.stringify(Object.keys(require.cache))))"
  const script = `${tell}; process.argv.splice(1, 0, 'assay'); require('./bin/assay')`
  const { stderr } = spawnSync(process.execPath, ['--eval', script, ...args], { cwd: root, encoding: 'utf8' })
  const files = JSON.parse(stderr.trim().split('\n').at(-1)!) as string[]
  return files
    .map((file) => path.relative(root, file))
    .filter((file) => !file.startsWith('lib/bundle/') && !NATIVE.test(file))
}

it.each(['index', 'project', 'serve', 'up'])('a start of %s reads its bundle, and no package', (command) => {
  expect(readBeside(command, '--help')).toEqual(['bin/assay'])
})
