import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const src = path.resolve(__dirname, '../../src')

/** Rooms that import no IO, no clock and no environment, and what they may import instead. */
const pure: Record<string, readonly RegExp[]> = {
  economics: [/^\.{1,2}\//],
  events: [/^\.{1,2}\//, /^@subsquid\/evm-(abi|codec)$/],
}
/** What a pure room's relative imports may reach. */
const reach: Record<string, readonly string[]> = { economics: ['economics'], events: ['events', 'economics', 'abi'] }

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(path.join(folder, entry.name)) : [path.join(folder, entry.name)],
  )
}

const importPattern =
  /(?:import|export)[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|require\(\s*['"]([^'"]+)['"]/g
const impure = /\b(process\.|Date\.now|new Date\(\)|Math\.random|setTimeout|setInterval|performance\.|fetch\()/

describe.each(Object.keys(pure))('src/%s is pure', (room) => {
  it.each(sources(path.join(src, room)).map((file) => [path.relative(src, file)]))('%s', (file) => {
    const text = readFileSync(path.join(src, file), 'utf8')
    const imports = [...text.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    const strangers = imports.filter((name) => {
      if (!pure[room]!.some((allowed) => allowed.test(name))) return true
      if (!name.startsWith('.')) return false
      const target = path.relative(src, path.resolve(src, path.dirname(file), name)).split(path.sep)[0] ?? ''
      return !reach[room]!.includes(target)
    })
    expect(strangers).toEqual([])
    expect(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').match(impure)?.[0]).toBeUndefined()
  })
})
