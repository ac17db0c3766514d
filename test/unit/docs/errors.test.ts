import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { type ErrorSite, errorCatalogue } from './errorCatalogue'

const root = path.resolve(__dirname, '../../..')
const { sites, named } = errorCatalogue(path.join(root, 'src'))
const codes = new Set(sites.map(({ code }) => code))

it('docs/errors.md says what the source throws (`npm run generate` writes it)', async () => {
  await expect(page(sites)).toMatchFileSnapshot(path.join(root, 'docs/errors.md'))
})

it('every code that the source or a document names is thrown somewhere', () => {
  const unknown = [...named].filter(([code]) => !codes.has(code))
  expect(unknown).toEqual([])
  for (const file of documents()) {
    const mentioned = [...readFileSync(file, 'utf8').matchAll(/`(E-[A-Z]+(?:-[A-Z]+)*)`/g)].map(([, code]) => code!)
    expect({ file, unknown: mentioned.filter((code) => !codes.has(code)) }).toEqual({ file, unknown: [] })
  }
})

it('every code says what happened', () => {
  expect(sites.filter(({ message }) => message === '')).toEqual([])
})

function documents(): string[] {
  const inDocs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  return [...inDocs.filter((file) => file.endsWith('.md')).map((file) => path.join(root, 'docs', file))]
}

function page(all: readonly ErrorSite[]): string {
  const rows = new Map<string, { site: ErrorSite; files: Set<string> }>()
  for (const site of all) {
    const key = JSON.stringify([site.code, site.message, site.next, site.retry])
    const row = rows.get(key) ?? { site, files: new Set() }
    row.files.add(site.file)
    rows.set(key, row)
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  return `${preface}${sorted.map(line).join('\n')}\n`
}

function line({ site, files }: { site: ErrorSite; files: ReadonlySet<string> }): string {
  const cells = [`\`${site.code}\``, cell(site.message), cell(site.next), site.retry === 'no' ? '' : site.retry]
  return `| ${[...cells, [...files].map((file) => `\`${file}\``).join(' ')].join(' | ')} |`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ').trim()
}

const preface = `# Errors

<!-- Generated from src by test/unit/docs/errors.test.ts: run \`npm run generate\`, do not edit. -->

An error that a person can act on has a code, says what happened and, where there is something to do, what to do next
(\`AssayError\`, \`src/errors.ts\`). Commands print it on standard error and end with 1 (a check failed) or 2 (usage or environment);
GraphQL has the code in \`extensions.code\`, REST in \`error.code\`. Codes are stable, texts are not. ‹…› is filled in.

*Retry*: \`yes\`, the same again may succeed without anyone changing anything; \`depends\`, on what caused it; \`alarm\`, the process
goes on by itself and the alarm is in \`assay status\`, the API and the metrics until it is over; empty, somebody has to change something first.
Facts that break an invariant are no errors but [findings](findings.md). *Where* is below \`src/\`.

| code | what it says | what to do next | retry | where |
|---|---|---|---|---|
`
