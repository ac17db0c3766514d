// Bundles the program, packages included, into lib/bundle, which bin/assay starts: a thousand small files are what a start
// would otherwise wait for. docs/adr/0030-how-a-process-starts.md says how and why.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { rolldown } from 'rolldown'

const root = path.resolve(import.meta.dirname, '..')
const folder = path.join(root, 'lib/bundle')

/** typeorm's drivers of other databases, two fifths of it: nothing of ours opens one. */
const OTHER_DRIVER = '\0other-driver'
const postgresAlone = {
  name: 'postgres-alone',
  resolveId(id, importer) {
    if (!importer?.endsWith('/typeorm/driver/DriverFactory.js')) return null
    return id.includes('Driver') && id !== './postgres/PostgresDriver' ? OTHER_DRIVER : null
  },
  load: (id) => (id === OTHER_DRIVER ? 'module.exports = {}' : null),
}

/** The function around a package's module, an arrow, as V8 compiles it in one go: an arrow it reads twice, the second time when it is called. */
const AROUND_MODULE = /(= \/\* @__PURE__ \*\/ [\w$.]+\(\()\(([\w$, ]*)\) => \{/g
const compiledOnce = {
  name: 'compiled-once',
  renderChunk: (code) => code.replace(AROUND_MODULE, '$1function ($2) {'),
}

rmSync(folder, { recursive: true, force: true })
const bundle = await rolldown({
  input: path.join(root, 'src/cli.ts'),
  cwd: root,
  platform: 'node',
  tsconfig: path.join(root, 'tsconfig.json'),
  // bufferutil and utf-8-validate find their compiled parts by the folder they lie in; websocket calls `url.parse`, of which
  // Node 24 warns unless the caller lies in node_modules; the SDK loads node-fetch from there, and once is enough.
  external: ['bufferutil', 'utf-8-validate', 'websocket', 'node-fetch'],
  // evm-abi offers keccak to others; ours is hash-wasm. This one needs no compiled part. Of hash-wasm the one hash that is asked for.
  resolve: { alias: { keccak: 'keccak/js', 'hash-wasm': 'hash-wasm/dist/index.esm.js' } },
  plugins: [postgresAlone, compiledOnce],
  // pg asks by a `Response` whether it runs at Cloudflare's: before Node 21 the question alone loads all of fetch, 23 ms.
  transform: { define: { 'typeof Response': '"undefined"' } },
  // Drivers of other databases: required where they are used, which is nowhere.
  onLog: (level, log, report) => log.code === 'UNRESOLVED_IMPORT' || report(level, log),
})
await bundle.write({
  dir: folder,
  format: 'cjs',
  comments: false,
  // typeorm, SDK and logs know classes by their names.
  minify: { compress: true, mangle: { keepNames: true } },
  // All in one folder: `config/root.ts` finds the root from where it lies.
  chunkFileNames: '[name].js',
})
await bundle.close()
// Loads every command, so that what V8 compiles on the way is kept for the starts to come.
execFileSync(path.join(root, 'bin/assay'), ['--help'], { stdio: 'ignore' })
