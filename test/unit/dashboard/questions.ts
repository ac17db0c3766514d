import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const folder = path.resolve(__dirname, '../../../src/dashboard')

/** Every question that the page asks: name of the operation and its text, as its section has it. */
export const questions: readonly (readonly [name: string, text: string])[] = readdirSync(folder, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => file.endsWith('.tsx'))
  .sort()
  .flatMap((file) => [...readFileSync(path.join(folder, file), 'utf8').matchAll(/\/\* GraphQL \*\/ `([^`]*)`/g)])
  .map(([, text = '']) => [/query (\w+)/.exec(text)![1]!, text])
