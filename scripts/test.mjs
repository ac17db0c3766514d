// `npm test`: style, types, drift of what is generated, then every suite. Arguments go to vitest: `npm test -- indexer`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const filters = process.argv.slice(2)

function step(title, script, args) {
  const start = Date.now()
  console.log(`\n── ${title}`)
  const { status } = spawnSync(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: 'inherit' })
  console.log(`── ${title}: ${status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - start) / 1000).toFixed(0)} s`)
  return status === 0
}

if (!existsSync(path.join(root, 'lib/cli.js'))) {
  console.error('lib/ is not built\n  next: npm run build')
  process.exit(2)
}

const scratch = mkdtempSync(path.join(os.tmpdir(), 'assay-test-'))
const report = path.join(scratch, 'report.json')
let sound = true
if (filters.length === 0)
  sound = [
    step('style', 'node_modules/@biomejs/biome/bin/biome', ['check', '.']),
    step('types', 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.test.json']),
    step('types of the page', 'node_modules/typescript/bin/tsc', ['-p', 'src/dashboard/tsconfig.json', '--noEmit']),
    step('generated code', 'scripts/generate.mjs', ['--check']),
  ].every(Boolean)
sound =
  step('suites', 'node_modules/vitest/vitest.mjs', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ]) && sound

const {
  numPassedTests = 0,
  numFailedTests = 0,
  numFailedTestSuites = 0,
} = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}
rmSync(scratch, { recursive: true, force: true })
const failed = numFailedTests || numFailedTestSuites || (sound ? 0 : 1)
console.log(`\n${numPassedTests} passed, ${failed} failed`)
process.exit(sound && numPassedTests > 0 ? 0 : 1)
