import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { AssayError } from '../../../src/errors'
import { parseScenario } from '../../../src/simulate/scenario'

const shares = { miners: 4_100, stakers: 4_100, validators: 1_700, domainOwner: 0, modelOwners: 0 }
const refused = (input: unknown): string => {
  try {
    parseScenario(input, 'what-if.json')
  } catch (error) {
    return error instanceof AssayError ? `${error.code} ${error.message}` : `${error}`
  }
  return 'accepted'
}

describe('parseScenario', () => {
  it('takes a scenario as written, months as periods, the domain as a whole number', () => {
    const scenario = parseScenario({ network: 'n', domain: '2', shares, from: '2026-01', to: '2026-06' }, 'f')
    expect({ ...scenario, from: scenario.from?.id, to: scenario.to?.id }).toEqual({
      network: 'n',
      domain: 2n,
      shares,
      from: '2026-01',
      to: '2026-06',
    })
  })

  it('takes the network of the command line first', () => {
    expect(parseScenario({ network: 'file' }, 'f', 'line').network).toBe('line')
    expect(parseScenario({}, 'f', 'line').network).toBe('line')
  })

  it.each([
    ['network', {}],
    ['shares', { network: 'n', domain: '2', shares: { ...shares, miners: 4_000 } }],
    ['shares.domainOwner', { network: 'n', domain: '2', shares: { ...shares, validators: 600, domainOwner: 1_100 } }],
    ['shares.miners', { network: 'n', domain: '2', shares: { ...shares, miners: '4100' } }],
    ['shares.stakers', { network: 'n', domain: '2', shares: { ...shares, stakers: 41.5 } }],
    ['domain', { network: 'n', shares }],
    ['domain', { network: 'n', domain: 2 }],
    ['domain', { network: 'n', domain: '-2' }],
    ['burnBps.usage', { network: 'n', burnBps: { usage: 10_001 } }],
    ['burnBps', { network: 'n', burnBps: { slash: 200 } }],
    ['from', { network: 'n', from: '2026-13' }],
    ['to', { network: 'n', from: '2026-02', to: '2026-01' }],
  ])('names the field %s', (field, input) => {
    expect(refused(input)).toMatch(new RegExp(`^E-SCENARIO what-if.json: field ${field.replace('.', '\\.')}: `))
  })

  it.each([[null], [[]], ['text'], [{ network: 'n', burn: 2 }]])('refuses %j as a whole', (input) => {
    expect(refused(input)).toContain('E-SCENARIO what-if.json: the whole file: ')
  })

  it('takes every shipped example', () => {
    const folder = path.resolve(__dirname, '../../../profiles/scenarios')
    const files = readdirSync(folder)
    expect(files.length).toBeGreaterThan(1)
    for (const file of files)
      expect(refused(JSON.parse(readFileSync(path.join(folder, file), 'utf8')))).toBe('accepted')
  })
})
