import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.resolve(__dirname, '../..')

/** Whether a start with these flags compiles anew what an indexer loads. */
function compilesAnew(flags: readonly string[]): string {
  const ask = `
    const { Bundle } = require('./lib/packed/bundle.js')
    console.log(['command', 'store', 'indexer', 'assay'].map((name) => new Bundle('lib/bundles/' + name + '.js').refused).join())`
  return execFileSync(process.execPath, [...flags, '--eval', ask], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  }).trim()
}

it('V8 takes what the build compiled, started with our flags and without any; what it was not compiled for is not there', () => {
  expect([['--max-semi-space-size=64'], [], ['--max-semi-space-size=3']].map(compilesAnew)).toEqual([
    'false,false,false,false',
    'false,false,false,false',
    ',,,',
  ])
})
