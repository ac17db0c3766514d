import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import type { BillBreach } from '../../src/economics/billing'

const root = path.resolve(__dirname, '../..')

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name)
    return entry.isDirectory() ? sources(file) : [file]
  })
}

/** Codes that a breach makes, named after what it breaks. */
const breaches: readonly BillBreach['code'][] = ['cost', 'penalty', 'parts', 'split', 'escrow']

it('docs/findings.md has every code there is, once, and no other', () => {
  const used = new Set(breaches.map((code) => `F-BILL-${code.toUpperCase()}`))
  for (const file of sources(path.join(root, 'src')).filter((each) => each.endsWith('.ts')))
    for (const [, code] of readFileSync(file, 'utf8').matchAll(/['"](F-[A-Z-]+[A-Z])['"]/g)) used.add(code!)
  const listed = [...readFileSync(path.join(root, 'docs/findings.md'), 'utf8').matchAll(/^\| `(F-[A-Z-]+)` \|/gm)]
  expect(listed.map(([, code]) => code).sort()).toEqual([...used].sort())
})
