import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { messageSchemas } from '../../../src/dispatch/schemas/messages'
import { topics } from '../../../src/dispatch/topics'

interface Document {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>
  operations: Record<string, { channel: { $ref: string } }>
  components: { messages: Record<string, { name: string; payload: object }> }
}

const document = parse(readFileSync(path.resolve(__dirname, '../../../docs/asyncapi.yaml'), 'utf8')) as Document

describe('docs/asyncapi.yaml', () => {
  it('describes every message with the schema that is enforced', () => {
    const described = Object.values(document.components.messages).map(({ name, payload }) => [name, payload])
    expect(Object.fromEntries(described)).toEqual(messageSchemas)
  })

  it('has a channel per topic, and every reference leads somewhere', () => {
    const addresses = Object.values(document.channels).map((each) => each.address)
    expect(addresses.sort()).toEqual(Object.values(topics).sort())
    const messages = Object.values(document.channels).flatMap((each) => Object.values(each.messages))
    expect(messages.map((each) => each.$ref.replace('#/components/messages/', '')).sort()).toEqual(
      Object.keys(document.components.messages).sort(),
    )
    for (const { channel } of Object.values(document.operations))
      expect(Object.keys(document.channels)).toContain(channel.$ref.replace('#/channels/', ''))
  })
})

/** The YAML this file is written in: nested maps by two spaces, lists of scalars in brackets, quoted or bare scalars. */
function parse(text: string): unknown {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  let at = 0
  const indent = (line: string) => line.length - line.trimStart().length
  const block = (depth: number): Record<string, unknown> => {
    const map: Record<string, unknown> = {}
    while (at < lines.length && indent(lines[at]!) === depth) {
      const [, key, rest] = lines[at]!.trim().match(/^('[^']*'|[^:]+):(?: (.*))?$/)!
      at++
      if (rest === '|') for (map[scalar(key!) as string] = ''; at < lines.length && indent(lines[at]!) > depth; at++);
      else map[scalar(key!) as string] = rest === undefined ? block(depth + 2) : value(rest)
    }
    return map
  }
  return block(0)
}

function value(text: string): unknown {
  if (text === '{}') return {}
  if (!text.startsWith('[')) return scalar(text)
  return text === '[]' ? [] : text.slice(1, -1).split(', ').map(scalar)
}

function scalar(text: string): unknown {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'")
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d+$/.test(text) ? Number(text) : text
}
