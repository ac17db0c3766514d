// Builds what runs: TypeScript to lib/, what starts load to lib/bundles, the dashboard to lib/dashboard. Also the body
// of `npm ci` (prepare).
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const run = (bin, args) => execFileSync(process.execPath, [`node_modules/${bin}`, ...args], { stdio: 'inherit' })

run('typescript/bin/tsc', ['-p', 'tsconfig.json'])
execFileSync(process.execPath, ['scripts/pack.mjs'], { stdio: 'inherit' })
if (existsSync('src/dashboard/vite.config.ts'))
  run('vite/bin/vite.js', ['build', '--config', 'src/dashboard/vite.config.ts', '--logLevel', 'warn'])
