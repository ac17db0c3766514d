// Packs the packages that every start needs, and our own modules of the two processes that start most, into a few files
// in lib/bundles, and compiles them beforehand: a thousand small files are what a start of Assay would otherwise wait for.
// docs/adr/0017-bundled-starts.md says how and why.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { rolldown } from 'rolldown'

const root = path.resolve(import.meta.dirname, '..')
const folder = path.join(root, 'lib/bundles')
const require = createRequire(path.join(root, 'lib/cli.js'))
const { resolve } = require

/** What is loaded together is one file. A package that is not named is loaded as ever. */
const PACKAGES = {
  command: ['commander', 'zod', '@subsquid/logger'],
  store: ['pg', 'pg-copy-streams'],
  indexer: [
    ...['@subsquid/evm-processor', '@subsquid/typeorm-store', '@subsquid/typeorm-config', 'typeorm'],
    ...['@subsquid/evm-abi', '@subsquid/evm-codec', 'hash-wasm'],
  ],
  analytics: ['@clickhouse/client'],
  chain: ['viem', 'viem/accounts'],
  api: [
    ...['graphql', 'graphql-yoga', 'dataloader'],
    ...['@graphql-yoga/plugin-csrf-prevention', '@escape.tech/graphql-armor'],
  ],
}
/** They find their compiled part by the folder they lie in. */
const NATIVE = ['bufferutil', 'utf-8-validate']
/** evm-abi offers it to others; ours is hash-wasm. This one needs no compiled part. */
const alias = { keccak: 'keccak/js' }
/** The SDK imports node-fetch when it first needs it, and compiled code cannot import: it is packed beside the SDK. */
const importer = /@subsquid\/http-client\/esm\.js$/
const imported = "exports.esm = async () => require('node-fetch')"
/** pg asks by a `Response` whether it runs at Cloudflare's: before Node 21 the question alone loads all of fetch. */
const define = { 'typeof Response': '"undefined"' }

/** Our own modules that indexer and projector load, as a bundle by the name of the program. */
const COMMANDS = ['lib/cli/index.js', 'lib/cli/project.js']

const modules = path.join(resolve('pg/package.json'), '../..')
/** npm's own account of what lies there. */
const installed = JSON.parse(readFileSync(path.join(modules, '.package-lock.json'), 'utf8')).packages
/** A file by its path below the root; the folder of packages may be a link. */
const below = (file) => {
  const inside = path.relative(modules, file)
  const named = inside.startsWith('..') ? path.relative(root, file) : path.join('node_modules', inside)
  return named.split(path.sep).join('/')
}

/** File of each packed module that can be asked for → its bundle, and the name that asks for it. */
const bundleOf = new Map(
  Object.entries(PACKAGES).flatMap(([bundle, names]) => names.map((name) => [resolve(name), { bundle, name }])),
)
for (const file of await ownModules()) bundleOf.set(file, { bundle: 'assay', name: file })
/** The packages whose files lie in a bundle, by their folder below the root. */
const packed = new Set()

async function ownModules() {
  const found = []
  const listed = await rolldown({
    input: COMMANDS.map((file) => path.join(root, file)),
    external: (source) => !/^[./]/.test(source),
    plugins: [{ name: 'lister', moduleParsed: ({ id }) => void (id.startsWith(root) && found.push(id)) }],
  })
  await listed.generate({ format: 'cjs' })
  await listed.close()
  return found
}

function packer(bundle) {
  const entry = path.join(folder, `${bundle}.entry.cjs`)
  const names = [...bundleOf].flatMap(([file, each]) =>
    each.bundle === bundle ? `${JSON.stringify(below(file))}: () => require(${JSON.stringify(each.name)})` : [],
  )
  return {
    name: 'packer',
    async resolveId(source, importer) {
      if (source === entry) return entry
      if (NATIVE.includes(source)) return { id: source, external: true }
      const found = await this.resolve(source, importer, { skipSelf: true, kind: 'require-call' })
      const other = found && bundleOf.get(found.id)
      // Asked for by its name, it comes from its own bundle: there is one of each.
      if (other) return other.bundle === bundle ? null : { id: other.name, external: true }
      return bundle === 'assay' ? { id: source, external: true } : null
    },
    load(id) {
      if (id === entry) return `module.exports = { ${names.join(', ')} }`
      return importer.test(id) ? imported : null
    },
    moduleParsed({ id }) {
      const [, name] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? []
      if (name) packed.add(below(name))
    },
    entry,
  }
}

/** Without comments only strings and patterns hold other letters; a text in ASCII is read and kept at half the cost. */
function plain(code) {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return code.replace(
    /\\\p{ASCII}|\\?(\P{ASCII})/gu,
    (found, letter) => letter?.split('').map(escaped).join('') ?? found,
  )
}

async function pack(bundle) {
  const plugin = packer(bundle)
  const made = await rolldown({
    input: plugin.entry,
    cwd: root,
    platform: 'node',
    plugins: [plugin],
    resolve: { alias },
    transform: bundle === 'store' ? { define } : {},
    // Drivers of other databases: required where they are used, which is nowhere.
    onLog: (level, log, report) => log.code === 'UNRESOLVED_IMPORT' || report(level, log),
  })
  const { output } = await made.generate({ format: 'cjs', codeSplitting: false, comments: false })
  await made.close()
  // typeorm makes such a function for entities that are ES modules; ours are not.
  const imports = output[0].code.match(/^(?!.*\bFunction\().*\bimport\(.*$/m)
  if (imports) throw new Error(`${bundle} imports while it runs, which compiled code cannot do: ${imports[0].trim()}`)
  writeFileSync(path.join(folder, `${bundle}.js`), plain(output[0].code))
}

// What was compiled for other files must not be found beside new ones.
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const bundle of [...Object.keys(PACKAGES), 'assay']) await pack(bundle)
// What is optional may be left out of an installation, or be another one's.
const versions = [...packed].filter((each) => !installed[each].optional)
const files = [...bundleOf].map(([file, { bundle }]) => [below(file), bundle])
writeFileSync(
  path.join(folder, 'manifest.json'),
  JSON.stringify({
    files: Object.fromEntries(files),
    versions: Object.fromEntries(versions.map((each) => [each, installed[each].version])),
  }),
)
// Flags of this build are not those of the starts, and V8 takes nothing that was compiled under others: with the flags of
// our own starts, and without any, as by `node lib/main.js`.
const env = { ...process.env, NODE_OPTIONS: '' }
for (const flags of [['--max-semi-space-size=64'], []])
  execFileSync(process.execPath, [...flags, path.join(root, 'scripts/compile.cjs')], { stdio: 'inherit', env })
