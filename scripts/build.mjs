// Builds what runs: TypeScript to lib/, the program in a few files to lib/bundle, the pages to lib/dashboard and lib/graphiql. Also the body
// of `npm ci` (prepare).
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const run = (bin, args) => execFileSync(process.execPath, [`node_modules/${bin}`, ...args], { stdio: 'inherit' })

run('typescript/bin/tsc', ['-p', 'tsconfig.json'])
execFileSync(process.execPath, ['scripts/pack.mjs'], { stdio: 'inherit' })
for (const page of ['dashboard', 'graphiql'])
  if (existsSync(`src/${page}/vite.config.ts`))
    run('vite/bin/vite.js', ['build', '--config', `src/${page}/vite.config.ts`, '--logLevel', 'error'])
