import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const SCRIPT = path.resolve(__dirname, '../../scripts/contracts.mjs')
/** A compile takes about 4 s on one core; a busy machine gets ten times that. */
const COMPILE_LIMIT_MS = 40_000

describe('what is committed is what the sources make', () => {
  it('artefacts, ABIs and decoders have not drifted', { timeout: COMPILE_LIMIT_MS }, () => {
    const run = spawnSync(process.execPath, [SCRIPT, '--check'], { encoding: 'utf8' })
    expect(run.stderr + run.stdout).toMatch(/up to date/)
    expect(run.status).toBe(0)
  })
})
