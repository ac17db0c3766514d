import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Group } from '../../../src/packed/group'
import { offerPacked } from '../../../src/packed/offer'

let root: string

/** An installation with one package, which says whether it came from its own file or from a group. */
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'assay-packed-')))
  put('node_modules/thing/package.json', JSON.stringify({ name: 'thing', version: '1.0.0', main: 'index.js' }))
  put('node_modules/thing/index.js', "module.exports = 'its own file'")
  put('lib/packages/things.js', "module.exports = { 'thing/index.js': () => 'the group' }")
  put('lib/packages/manifest.json', {
    files: { 'thing/index.js': 'things' },
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

const thing = () => createRequire(path.join(root, 'lib/cli.js'))('thing') as string

it('a package is found in its group', () => {
  offerPacked(root)
  expect(thing()).toBe('the group')
})

it('a group is read when one of its packages is asked for, and once', () => {
  const groups = offerPacked(root)
  const before = groups.size
  thing()
  thing()
  expect([before, groups.size]).toEqual([0, 1])
})

it('what was packed of another version than is installed is not used', () => {
  install('1.0.1')
  offerPacked(root)
  expect(thing()).toBe('its own file')
})

it('what is not packed is loaded as ever', () => {
  rmSync(path.join(root, 'lib/packages'), { recursive: true })
  offerPacked(root)
  expect(thing()).toBe('its own file')
})

it('what was compiled is of use to a later start, and no harm where V8 refuses it', () => {
  const groups = offerPacked(root)
  thing()
  for (const group of groups) group.keepCompiled()
  const group = path.join(root, 'lib/packages/things.js')
  const kept = new Group(group).refused
  // Another text: V8 remembers what it has compiled.
  put('lib/packages/others.js', "module.exports = { 'thing/index.js': () => 'another group' }")
  put('lib/packages/others.js.compiled', 'by another V8')
  const other = new Group(path.join(root, 'lib/packages/others.js'))
  expect([kept, other.refused, other.packages()['thing/index.js']!()]).toEqual([false, true, 'another group'])
})
