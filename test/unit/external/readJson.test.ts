import { describe, expect, it } from 'vitest'
import { auditExternal } from '../../../src/external/auditExternal'
import { duplicateKeys } from '../../../src/external/duplicateKeys'
import { audited } from './audited'
import { rocketPool } from './published'

describe('a published file', () => {
  it.each([
    ['nothing', ''],
    ['half of it', JSON.stringify(rocketPool(3)).slice(0, 900)],
    ['bytes that are no text', '\uD800{}'.replace('\uD800', String.fromCharCode(0))],
    ['another format', '{"format":"standard-v2"}'],
    ['a list', '[]'],
    ['nodes in a list', JSON.stringify({ ...rocketPool(3), nodeRewards: [] })],
    ['brackets as deep as memory', '['.repeat(5_000_000)],
  ])('is refused when it is %s', async (_, text) => {
    await expect(audited('rocketpool', text)).rejects.toMatchObject({ code: expect.stringMatching(/^E-EXTERNAL-/) })
  })

  it('moves no cursor of a terminal', async () => {
    const text = JSON.stringify(rocketPool(3)).replace(
      '"nodeRewards":{',
      '"nodeRewards":{"\\u001b[2J\\u202e\\u009b":{},',
    )
    const { checks } = await audited('rocketpool', text)
    expect(JSON.stringify(checks)).toMatch(/\\u001b\[2J/)
    for (const { evidence } of checks) expect(Object.entries(evidence).join()).toMatch(/^[ -~…‖’]*$/)
  })

  it('is not read from a network', async () => {
    await expect(auditExternal('https://example.org/a.json', { format: 'pendle' })).rejects.toThrow(
      /is an address, not a file/,
    )
  })
})

describe('keys that stand twice', () => {
  it.each([
    ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', []],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['{"x":{"a":"\\"","a":"}"}}', ['x.a']],
    ['[{"a":1},{"b":{},"b":[]}]', ['1.b']],
    ['{"a":"a","b":["a","a"],"c":{"a":"b"},"":{"":1,"":2}}', ['"".""']],
  ])('%s', (text, paths) => {
    expect(duplicateKeys(text)).toEqual(paths)
  })
})
