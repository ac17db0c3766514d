// Packs the packages that every start needs into a few files in lib/packages, and compiles them beforehand: a thousand
// small files are what a start of Assay would otherwise wait for. docs/adr/0017-packed-packages.md says how and why.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { rolldown } from 'rolldown'

const root = path.resolve(import.meta.dirname, '..')
const folder = path.join(root, 'lib/packages')
const { resolve } = createRequire(path.join(root, 'lib/cli.js'))

/** What is loaded together is one file. A package that is not named is loaded as ever. */
const GROUPS = {
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

const groupOf = new Map(
  Object.entries(GROUPS).flatMap(([group, names]) => names.map((name) => [resolve(name), { group, name }])),
)
const modules = path.join(resolve('pg/package.json'), '../..')
/** npm's own account of what lies there. */
const installed = JSON.parse(readFileSync(path.join(modules, '.package-lock.json'), 'utf8')).packages
const below = (file) => path.relative(modules, file).split(path.sep).join('/')

/** The packages whose files lie in a group, by their folder below node_modules. */
const packed = new Set()

function packer(group) {
  const entry = path.join(folder, `${group}.entry.cjs`)
  const names = GROUPS[group].map((name) => `${JSON.stringify(below(resolve(name)))}: () => require('${name}')`)
  return {
    name: 'packer',
    async resolveId(source, importer) {
      if (source === entry) return entry
      if (NATIVE.includes(source)) return { id: source, external: true }
      const found = await this.resolve(source, importer, { skipSelf: true, kind: 'require-call' })
      const other = found && groupOf.get(found.id)
      // Asked for by its name, it comes from its own group: there is one of each.
      return other && other.group !== group ? { id: other.name, external: true } : null
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

async function pack(group) {
  const plugin = packer(group)
  const bundle = await rolldown({
    input: plugin.entry,
    cwd: root,
    platform: 'node',
    plugins: [plugin],
    resolve: { alias },
    transform: group === 'store' ? { define } : {},
    // Drivers of other databases: required where they are used, which is nowhere.
    onLog: (level, log, report) => log.code === 'UNRESOLVED_IMPORT' || report(level, log),
  })
  const { output } = await bundle.generate({ format: 'cjs', codeSplitting: false, comments: false })
  await bundle.close()
  // typeorm makes such a function for entities that are ES modules; ours are not.
  const imports = output[0].code.match(/^(?!.*\bFunction\().*\bimport\(.*$/m)
  if (imports) throw new Error(`${group} imports while it runs, which compiled code cannot do: ${imports[0].trim()}`)
  writeFileSync(path.join(folder, `${group}.js`), plain(output[0].code))
}

// What was compiled for other files must not be found beside new ones.
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const group of Object.keys(GROUPS)) await pack(group)
const place = (name) => `node_modules/${name}`
// What is optional may be left out of an installation, or be another one's.
const versions = [...packed].map(place).filter((each) => !installed[each].optional)
const files = [...groupOf].map(([file, { group }]) => [below(file), group])
writeFileSync(
  path.join(folder, 'manifest.json'),
  JSON.stringify({
    files: Object.fromEntries(files),
    versions: Object.fromEntries(versions.map((each) => [each, installed[each].version])),
  }),
)
execFileSync(process.execPath, [path.join(root, 'scripts/compile.cjs')], { stdio: 'inherit' })
