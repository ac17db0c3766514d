import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.resolve(__dirname, '../..')
const domain = readFileSync(path.join(root, 'docs/domain.md'), 'utf8')
const decisions = readdirSync(path.join(root, 'docs/adr'))

function files(folder: string, type: RegExp): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => type.test(file) && !/node_modules|generated/.test(file))
    .map((file) => path.join(folder, file))
}

const documents = ['README.md', 'CONTRIBUTING.md', ...files('docs', /\.md$/)]
const sources = ['src', 'test', 'bench', 'scripts'].flatMap((folder) => files(folder, /\.(ts|tsx|mjs|cjs|py)$/))
const texts = [...documents, ...sources].map((file) => [file, readFileSync(path.join(root, file), 'utf8')] as const)

/** The anchors that GitHub gives to a document's headings, and the numbers of invariants. */
function anchors(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return new Set([...headings, ...[...text.matchAll(/^\| ([A-Z]\d+) \|/gm)].map(([, number]) => number!)])
}

/** Whether a link of a document leads to a file, and to a heading of it where it names one. */
function leads(from: string, link: string): boolean {
  const [file, anchor] = link.split('#') as [string, string?]
  const target = path.resolve(root, path.dirname(from), file || path.basename(from))
  return existsSync(target) && (!anchor || anchors(readFileSync(target, 'utf8')).has(anchor))
}

it('every link between documents leads to a file and a heading', () => {
  const broken = documents.flatMap((file) => {
    const links = readFileSync(path.join(root, file), 'utf8').matchAll(/\]\((?!https?:)([^)\s]+)\)/g)
    return [...links].filter(([, link]) => !leads(file, link!)).map(([, link]) => `${file}: ${link}`)
  })
  expect(broken).toEqual([])
})

it('every document that a comment cites is there, and so is the heading', () => {
  const broken = texts.flatMap(([file, text]) =>
    [...text.matchAll(/(?<![\w/.])(docs\/[\w./-]+\.md(?:#[\w-]+)?)/g)]
      .filter(([, link]) => !leads('README.md', link!))
      .map(([, link]) => `${file}: ${link}`),
  )
  expect(broken).toEqual([])
})

it('every decision that is cited by number is there', () => {
  const broken = texts.flatMap(([file, text]) =>
    [...text.matchAll(/\bADRs? (\d+)/g)]
      .filter(([, number]) => !decisions.some((name) => name.startsWith(number!.padStart(4, '0'))))
      .map(([cited]) => `${file}: ${cited}`),
  )
  expect(broken).toEqual([])
})

it('every section and trap of domain.md that is cited is there', () => {
  const sections = new Set([...domain.matchAll(/^## (\d+)\. /gm)].map(([, number]) => number!))
  const broken = texts.flatMap(([file, text]) =>
    [...text.matchAll(/domain\.md §(\d+)(?:, (?:§(\d+)|traps? (\d+)(?: (?:and|to) (\d+))?))?/g)]
      .filter(([, section, also, ...traps]) => {
        const numbers = traps.filter((trap) => trap !== undefined).map(Number)
        return ![section!, also ?? section!].every((each) => sections.has(each)) || numbers.some((n) => n < 1 || n > 14)
      })
      .map(([cited]) => `${file}: ${cited}`),
  )
  expect(broken).toEqual([])
})

it('every room of src has a line in CONTRIBUTING.md', () => {
  const rooms = readdirSync(path.join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const told = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8')
    .match(/^\| `.*$/gm)!
    .join('\n')
  expect(rooms.map(({ name }) => name).filter((name) => !told.includes(`\`${name}/\``))).toEqual([])
})

/** `a/{b,c}.ts` names two files. */
function named(text: string): string[] {
  const [, before, choices, after] = /^(.*)\{([^{}]*)\}(.*)$/.exec(text) ?? []
  return choices === undefined ? [text] : choices.split(',').flatMap((each) => named(`${before}${each}${after}`))
}

it('every source that a document names is there: from the root, from src, or from its own folder', () => {
  const missing = documents
    // Its recipes name the rooms that are being moved in.
    .filter((file) => file !== 'CONTRIBUTING.md' && file !== 'docs/errors.md')
    .flatMap((file) => {
      const tokens = readFileSync(path.join(root, file), 'utf8').matchAll(
        /`(\w[\w./{},-]*\/[\w.{},-]+\.(?:tsx?|mjs|sol))`/g,
      )
      const places = (name: string) => ['', 'src', path.dirname(file)].map((folder) => path.join(root, folder, name))
      return [...tokens]
        .flatMap(([, token]) => named(token!))
        .filter((name) => !places(name).some((place) => existsSync(place)))
        .map((name) => `${file}: ${name}`)
    })
  expect(missing).toEqual([])
})
