import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AssayError } from '../../../src/errors'
import { errorText, redact, redactData } from '../../../src/process/redaction'
import { keepSecret, keepSecretUrl } from '../../../src/process/secrets'

describe('a URL in a text', () => {
  it.each([
    ['401 from https://node.example/v3/abc123KEY', '401 from node.example'],
    ['"url":"https://node.example:8545/?key=abc"', '"url":"node.example:8545"'],
    ['wss://me:word@node.example/ws, then nothing', 'node.example, then nothing'],
    ['postgres://u:p%40ss@[::1]:5432/db?sslmode=no', '[::1]:5432'],
    ['(see http://127.0.0.1:8545/x).', '(see 127.0.0.1:8545).'],
    // A slash in the password: what is host cannot be told from what is secret.
    ['postgres://u:pa/ss@db.example/assay', '[redacted]'],
    ['https://node.example/a@b', '[redacted]'],
    ['https://node example', 'node example'],
  ])('%s', (text, shown) => {
    expect(redact(text)).toBe(shown)
  })

  it('that names no host is left alone: a help text, a stack', () => {
    const text = 'Set RPC_DESTRA_HTTP=https://…\n    at file:///usr/lib/x.js:1:2'
    expect(redact(text)).toBe(text)
  })

  it('is a result on standard output, unless it has a user or a password', () => {
    expect(redactData('ready api http://127.0.0.1:4350')).toBe('ready api http://127.0.0.1:4350')
    expect(redactData('at https://key@node.example/v1')).toBe('at node.example')
  })
})

describe('a known secret', () => {
  it('is replaced in each form in which libraries write it', () => {
    keepSecret('p@ss "word/9')
    for (const form of ['p@ss "word/9', 'p%40ss%20%22word%2F9', 'p%40ss%20%22word%2f9', 'p@ss \\"word/9'])
      expect(redact(`denied: ${form}.`)).toBe('denied: [redacted].')
    keepSecret(`0x${'ab12'.repeat(16)}`)
    expect(redact(`expected 32 bytes, got ${'AB12'.repeat(16)}`)).toBe('expected 32 bytes, got [redacted]')
  })

  it('of an address is every part of it but the host', () => {
    keepSecretUrl('https://us3rKey9:passw0rd9@node.example/ethereum/k3yInPath77?token=k3yInQuery77#k3yInHash77')
    const text = 'us3rKey9 passw0rd9 k3yInPath77 k3yInQuery77 k3yInHash77 node.example ethereum'
    expect(redact(text)).toBe(`${'[redacted] '.repeat(5)}node.example ethereum`)
    expect(redact(`Basic ${Buffer.from('us3rKey9:passw0rd9').toString('base64')}`)).toBe('Basic [redacted]')
  })

  it('does not strike words and figures that hold it by chance, nor what is published', () => {
    keepSecret('4711')
    keepSecret('postgres')
    expect(redact('postgres block 4711, amount 447110')).toBe('postgres block [redacted], amount 447110')
  })

  it('that is also a plain name stays in data, where it may be a network', () => {
    keepSecret('orion')
    keepSecretUrl('postgres://lyra-user:x9x9x9x9@db.example/lyra-net')
    expect([redact('orion lyra-net'), redactData('orion lyra-net')]).toEqual([
      '[redacted] [redacted]',
      'orion lyra-net',
    ])
  })

  it('is found wherever it stands, whatever letters it has', () => {
    const letters = fc
      .string({ unit: 'binary', minLength: 13, maxLength: 40 })
      .filter((each) => each.trim().length > 12)
    fc.assert(
      fc.property(letters, fc.string(), fc.string(), (value, before, after) => {
        keepSecret(value)
        const text = redact(`${before}\n${value}\n${after}`)
        expect(text.includes(value.trim())).toBe(false)
      }),
      { numRuns: 25 },
    )
  })
})

describe('an error', () => {
  it('becomes a text in one place', () => {
    expect(errorText(new Error('fetch https://node.example/abc failed'))).toBe('fetch node.example failed')
    expect(errorText(new AggregateError([new Error('refused 1'), new Error('refused 2')]))).toBe('refused 1; refused 2')
    expect(errorText('plain')).toBe('plain')
  })

  it('of ours holds no address from the start, in message and advice', () => {
    const error = new AssayError('E-X', 'no answer from http://k:v@node.example/key', { next: 'Try http://a.b/key.' })
    expect([error.message, error.next, error.stack?.includes('/key')]).toEqual([
      'no answer from node.example',
      'Try a.b.',
      false,
    ])
  })
})
