// Bundles the program, packages included, into lib/bundle, which bin/assay starts: a thousand small files are what a start
// would otherwise wait for. docs/adr/0030-how-a-process-starts.md says how and why.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { rolldown } from 'rolldown'

const root = path.resolve(import.meta.dirname, '..')
const folder = path.join(root, 'lib/bundle')

rmSync(folder, { recursive: true, force: true })
const bundle = await rolldown({
  input: path.join(root, 'src/cli.ts'),
  cwd: root,
  platform: 'node',
  tsconfig: path.join(root, 'tsconfig.json'),
  // bufferutil and utf-8-validate find their compiled parts by the folder they lie in; websocket calls `url.parse`, of which
  // Node 24 warns unless the caller lies in node_modules; the SDK loads node-fetch from there, and once is enough.
  external: ['bufferutil', 'utf-8-validate', 'websocket', 'node-fetch'],
  // evm-abi offers it to others; ours is hash-wasm. This one needs no compiled part.
  resolve: { alias: { keccak: 'keccak/js' } },
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
