import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { exceptions, places, rooms } from './rooms'

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
  /(?:(?:import|export)[^'"]*?from|import)\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|require\(\s*['"]([^'"]+)['"]/g
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

describe('imports', () => {
  const files = sources(src).filter((file) => /\.tsx?$/.test(file) && !/\.d\.ts$/.test(file))
  const targets = new Map(files.map((file) => [file, importsOf(file)]))

  function importsOf(file: string): string[] {
    const names = [...readFileSync(file, 'utf8').matchAll(importPattern)].map((m) => m[1] ?? m[2] ?? m[3] ?? '')
    return names
      .filter((name) => name.startsWith('.'))
      .map((name) => path.resolve(path.dirname(file), name.replace(/\.js$/, '')))
      .flatMap((base) =>
        [`${base}.ts`, `${base}.tsx`, path.join(base, 'index.ts')].filter((each) => files.includes(each)),
      )
  }

  /** Rooms join here. */
  const doors = /^(cli|main|processor)\b/

  function roomOf(file: string): string {
    return path.relative(src, file).split(path.sep)[0]!.replace(/\.ts$/, '')
  }

  /** Modules of which a file imports nothing but types. */
  function typesOnly(file: string): ReadonlySet<string> {
    const named = (pattern: RegExp) => [...readFileSync(file, 'utf8').matchAll(pattern)].map((match) => match[1]!)
    const types = new Set(named(/^(?:import|export) type [^'"]*?from\s+['"]([^'"]+)['"]/gm))
    for (const name of named(/^(?:import|export) (?!type )[^'"]*?from\s+['"]([^'"]+)['"]/gm)) types.delete(name)
    return new Set([...types].map((name) => path.resolve(path.dirname(file), name)))
  }

  it('stay inside the table of rooms', () => {
    const used = new Set<(typeof exceptions)[number]>()
    const outside = files
      .filter((file) => !doors.test(path.relative(src, file)))
      .flatMap((file) => {
        const room = rooms[roomOf(file)]
        const types = typesOnly(file)
        return targets.get(file)!.flatMap((target) => {
          const [from, to] = [path.relative(src, file), path.relative(src, target)]
          const other = roomOf(target)
          if (other === roomOf(file) || other === 'errors' || room?.may.includes(other)) return []
          if (room?.typesOf?.includes(other) && types.has(target.replace(/(\/index)?\.tsx?$/, ''))) return []
          const exception = exceptions.find((each) => from.startsWith(each.from) && to.startsWith(each.to))
          if (exception) used.add(exception)
          return exception ? [] : [`${from} imports ${to}`]
        })
      })
    expect(outside).toEqual([])
    expect(exceptions.filter((each) => !used.has(each))).toEqual([])
  })

  it('of witness/ reach nothing that it computes again, on no way', () => {
    const reached = new Set(files.filter((file) => roomOf(file) === 'witness'))
    for (const file of reached)
      for (const target of targets.get(file)!)
        if (!typesOnly(file).has(target.replace(/(\/index)?\.tsx?$/, ''))) reached.add(target)
    const others = [...reached].map(roomOf).filter((room) => !['witness', 'config', 'errors', 'process'].includes(room))
    expect(reached.size).toBeGreaterThan(1)
    expect(others).toEqual([])
  })

  it('form no circle, types included', () => {
    const state = new Map<string, 'open' | 'done'>()
    const circles: string[] = []
    const visit = (file: string, trail: string[]): void => {
      if (state.get(file) === 'done') return
      if (state.get(file) === 'open') {
        circles.push([...trail.slice(trail.indexOf(file)), file].map((each) => path.relative(src, each)).join(' → '))
        return
      }
      state.set(file, 'open')
      for (const next of targets.get(file) ?? []) visit(next, [...trail, file])
      state.set(file, 'done')
    }
    for (const file of files) visit(file, [])
    expect(circles).toEqual([])
  })

  it.each(places)('$what is in one place', ({ looks, only }) => {
    const doers = files.filter((file) => looks.test(readFileSync(file, 'utf8'))).map((file) => path.relative(src, file))
    expect(doers.filter((file) => !only.some((place) => file.startsWith(place)))).toEqual([])
    expect(doers.length).toBeGreaterThan(0)
  })
})
