import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { describe, expect, it } from 'vitest'
import { chooseBench, usage } from '../../../bench/catalogue.mjs'

const choose = (...args: string[]) => chooseBench(args, parseArgs)

describe('a bench is chosen', () => {
  it.each(['ingest-dense', 'ingest-sparse', 'ingest-mixed', 'reindex', 'replay', 'head', 'health', 'close'])(
    '%s, by a module that is there',
    (name) => {
      const chosen = choose(name)
      if (!('module' in chosen)) throw new Error(`${name} was not chosen`)
      expect(chosen).toMatchObject({ name, sizeName: 'default', json: false })
      expect(existsSync(path.resolve(__dirname, '../../../bench', chosen.module))).toBe(true)
      expect(usage()).toContain(`  ${name} `)
    },
  )

  it('in another size, for a program to read', () => {
    expect(choose('ingest-dense', '--size', 'small', '--json')).toMatchObject({ sizeName: 'small', json: true })
    expect(choose('head', '--full')).toMatchObject({ sizeName: 'full' })
  })

  it('of the sizes the specification names, where none is named', () => {
    expect(choose('ingest-dense')).toMatchObject({
      size: { blocks: 5_000, every: 2, eventsPerBlock: 200, holders: 50_000 },
    })
    expect(choose('ingest-sparse')).toMatchObject({ size: { blocks: 50_000, every: 50 } })
    expect(choose('ingest-mixed')).toMatchObject({ size: { events: 300_000 } })
  })
})

describe('a wrong call is told what there is', () => {
  it.each([[[]], [['nope']], [['constructor']]])('%j', (args) => {
    expect(choose(...args).error).toContain(
      'There are: ingest-dense, ingest-sparse, ingest-mixed, reindex, replay, head, health, close',
    )
  })

  it('about sizes, options and more than one', () => {
    expect(choose('head', '--size', 'huge').error).toContain('There are: small, default, full')
    expect(choose('head', '--fast').error).toContain('--fast')
    expect(choose('head', 'ingest-dense').error).toContain('one bench at a time')
  })

  it('--help is no error', () => {
    expect(choose('--help')).toEqual({ help: true })
  })
})
