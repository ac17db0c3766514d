// Generates src/model/generated from schema.graphql, src/abi from contracts/, and the documents that test/unit/docs makes of the source;
// `--check` says whether the code that is committed is that. Of the documents the unit suite says so.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const check = process.argv.includes('--check')
const root = path.resolve(import.meta.dirname, '..')

const codegen = (cwd) =>
  execFileSync(process.execPath, [path.join(root, 'node_modules/@subsquid/typeorm-codegen/bin/run.js')], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  })

execFileSync(process.execPath, [path.join(root, 'scripts/contracts.mjs'), ...(check ? ['--check'] : [])], {
  cwd: root,
  stdio: 'inherit',
})

if (!check) {
  codegen(root)
  execFileSync(
    process.execPath,
    [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--update', '--project', 'unit', 'test/unit/docs'],
    { cwd: root, stdio: 'inherit' },
  )
} else {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'assay-generate-'))
  try {
    copyFileSync(path.join(root, 'schema.graphql'), path.join(scratch, 'schema.graphql'))
    codegen(scratch)
    const drift = differing(path.join(scratch, 'src/model/generated'), path.join(root, 'src/model/generated'))
    if (drift.length > 0) {
      console.error(
        `src/model/generated differs from schema.graphql: ${drift.join(', ')}\n  next: run \`npm run generate\``,
      )
      process.exitCode = 1
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function differing(expected, actual) {
  const files = (folder) =>
    new Map(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')]),
    )
  const [a, b] = [files(expected), files(actual)]
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name))
}
