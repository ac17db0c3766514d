import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Command } from 'commander'
import { expect, it } from 'vitest'

const text = readFileSync(path.resolve(__dirname, '../../../docs/auditing.md'), 'utf8')
const lines = [...text.matchAll(/```sh\n([^`]*)```/g)].flatMap(([, block]) => block!.trim().split('\n'))

it.each(lines)('there is %s, with these options', async (line) => {
  const [program, name, ...words] = line.split(' ')
  expect(program).toBe('assay')
  const { register } = await import(`../../../src/cli/${name}.ts`)
  const assay = new Command()
  register(assay)
  let command = assay.commands.find((each) => each.name() === name)!
  const nested = command.commands.find((each) => each.name() === words[0])
  if (nested) command = nested
  expect({ line, nests: command.commands.length }).toEqual({ line, nests: 0 })
  const { operands, unknown } = command.parseOptions(nested ? words.slice(1) : words)
  expect({ line, unknown }).toEqual({ line, unknown: [] })
  const needed = command.registeredArguments.filter(({ required }) => required).length
  expect(operands.length).toBeGreaterThanOrEqual(needed)
  expect(operands.length).toBeLessThanOrEqual(command.registeredArguments.length)
})
