import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const SCRIPT = path.resolve(__dirname, '../../scripts/contracts.mjs')

describe('what is committed is what the sources make', () => {
  it('artefacts, ABIs and decoders have not drifted', () => {
    const run = spawnSync(process.execPath, [SCRIPT, '--check'], { encoding: 'utf8' })
    expect(run.stderr + run.stdout).toMatch(/up to date/)
    expect(run.status).toBe(0)
  })
})
