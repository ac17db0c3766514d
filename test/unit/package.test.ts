import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.resolve(__dirname, '../..')
const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'))

// npm heeds `overrides` of the project that it is called for alone: whoever installs Assay as a package gets none.
it('what Assay needs is named by its dependencies, not by overrides, and runs on the oldest Node', () => {
  const { overrides, engines } = read('package.json')
  const packages = Object.entries<{ dev?: boolean; engines?: { node?: string } }>(read('package-lock.json').packages)
  const newer = packages.filter(([, { dev, engines }]) => !dev && /^>=\s*(2[1-9]|20\.2)/.test(engines?.node ?? ''))
  expect([engines.node, overrides, newer.map(([name]) => name)]).toEqual(['>=20.19', undefined, []])
})
