import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { cachedDataVersionTag } from 'node:v8'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Bundle } from '../../../src/packed/bundle'
import { offerPacked } from '../../../src/packed/offer'

let root: string

/** An installation with a package and a module, which say whether they came from their own files or from a bundle. */
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'assay-packed-')))
  put('node_modules/thing/package.json', { name: 'thing', version: '1.0.0', main: 'index.js' })
  put('node_modules/thing/index.js', "module.exports = 'own file'")
  put('lib/ours.js', "module.exports = 'own file'")
  put('lib/bundles/things.js', "module.exports = { 'node_modules/thing/index.js': () => 'bundle' }")
  put('lib/bundles/assay.js', "module.exports = { 'lib/ours.js': () => 'bundle' }")
  put('lib/bundles/manifest.json', {
    files: { 'node_modules/thing/index.js': 'things', 'lib/ours.js': 'assay' },
    versions: { 'node_modules/thing': '1.0.0' },
  })
  install('1.0.0')
})

afterEach(() => {
  const { cache } = createRequire(root)
  for (const file of Object.keys(cache)) if (file.startsWith(root)) delete cache[file]
  rmSync(root, { recursive: true })
})

function put(file: string, content: unknown): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), typeof content === 'string' ? content : JSON.stringify(content))
}

function install(version: string): void {
  put('node_modules/.package-lock.json', { packages: { 'node_modules/thing': { version } } })
}

/** Where a start gets its modules from. */
function origins(): { thing: string; ours: string } {
  const ask = createRequire(path.join(root, 'lib/cli.js'))
  return { thing: ask('thing'), ours: ask('./ours') }
}

it('a packed module is found in its bundle', () => {
  offerPacked(root)
  expect(origins()).toEqual({ thing: 'bundle', ours: 'bundle' })
})

it('a bundle is read when one of its modules is asked for, and once', () => {
  const bundles = offerPacked(root)
  const before = bundles.size
  origins()
  origins()
  expect([before, bundles.size]).toEqual([0, 2])
})

it('nothing is used that was packed of another version than is installed', () => {
  install('1.0.1')
  offerPacked(root)
  expect(origins()).toEqual({ thing: 'own file', ours: 'own file' })
})

it('none of our modules is used once one of them has been built again', () => {
  const later = Date.now() / 1000 + 60
  utimesSync(path.join(root, 'lib/ours.js'), later, later)
  offerPacked(root)
  expect(origins()).toEqual({ thing: 'bundle', ours: 'own file' })
})

it('what is not packed is loaded as ever', () => {
  rmSync(path.join(root, 'lib/bundles'), { recursive: true })
  offerPacked(root)
  expect(origins()).toEqual({ thing: 'own file', ours: 'own file' })
})

it('what was compiled is of use to a later start, and no harm where V8 refuses it', () => {
  const bundles = offerPacked(root)
  origins()
  for (const bundle of bundles) bundle.keepCompiled()
  const kept = new Bundle(path.join(root, 'lib/bundles/things.js')).refused
  // Another text: V8 remembers what it has compiled.
  put('lib/bundles/others.js', "module.exports = { 'node_modules/thing/index.js': () => 'other bundle' }")
  put(`lib/bundles/others.js.${cachedDataVersionTag().toString(16)}.compiled`, 'spoilt')
  const other = new Bundle(path.join(root, 'lib/bundles/others.js'))
  const found = other.modules()['node_modules/thing/index.js']!()
  expect([kept, other.refused, found]).toEqual([false, true, 'other bundle'])
})
