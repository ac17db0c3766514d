import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { asTable, note, ok, problem } from '../../../src/embedded/supervisor/doctor/check'
import { checkMemory, checkNode } from '../../../src/embedded/supervisor/doctor/machine'

describe('doctor, the machine', () => {
  it.each([
    ['24.21.0', 'ok'],
    ['22.12.0', 'ok'],
    ['23.1.0', 'note'],
    ['20.19.0', 'note'],
    ['20.18.3', 'problem'],
    ['18.20.0', 'problem'],
  ])('wants Node 20.19, and best one that is supported and tested: %s', (version, status) => {
    expect(checkNode(version).status).toBe(status)
  })

  it('tests the releases that .ci/run starts', () => {
    const versions = /^for version in (.*); do$/m.exec(readFileSync('.ci/run', 'utf8'))?.[1]
    expect(['20', ...(versions?.split(' ') ?? [])].map((major) => checkNode(`${major}.30.0`).found)).toEqual([
      '20.30.0, past its support',
      '22.30.0',
      '24.30.0',
    ])
  })

  it('wants memory', () => {
    const gibibyte = 1024 ** 3
    expect([8, 3, 1].map((size) => checkMemory(size * gibibyte).status)).toEqual(['ok', 'note', 'problem'])
  })

  it('says below each problem what to do', () => {
    const table = asTable([
      ok('a', 'disk', '9 GB'),
      note('b', 'user', 'root'),
      problem('c', 'port', 'taken', 'Stop it.'),
    ])
    expect(table.split('\n')).toEqual(['✓ disk  9 GB', '! user  root', '✗ port  taken', '        → Stop it.'])
  })
})
