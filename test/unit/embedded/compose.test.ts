import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(__dirname, '../../..')
const compose = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8')

/** Text of each service, by name: the blocks two blanks deep below `services:`. */
function services(): Map<string, string> {
  const body = compose.split(/^services:\n/m)[1]!.split(/^\S/m)[0]!
  const blocks = body.split(/^ {2}(?=[a-z][a-z-]*:\n)/m).slice(1)
  return new Map(blocks.map((block) => [block.split(':')[0]!, block]))
}

function commandOf(block: string): string[] | undefined {
  const text = block.match(/^ {4}command: (\[.*\])$/m)?.[1]
  return text === undefined ? undefined : (JSON.parse(text) as string[])
}

const ours = [...services()].filter(([, block]) => block.includes('<<: *assay'))

describe('docker-compose.yml', () => {
  it('has the three stores, the migration and every process', () => {
    expect([...services().keys()].sort()).toEqual(
      [
        'api',
        'clickhouse',
        'cron',
        'dispatch',
        'index-destra',
        'kafka',
        'migrate',
        'postgres',
        'project',
        'worker',
      ].sort(),
    )
  })

  it.each(ours)('%s runs a command that exists, with options and files that exist', (_, block) => {
    const [name, ...args] = commandOf(block)!
    const source = readFileSync(path.join(root, 'src/cli', `${name}.ts`), 'utf8')
    expect(source).toContain(`.command('${name}')`)
    for (const option of args.filter((arg) => arg.startsWith('--'))) expect(source).toContain(option)
    for (const file of args.filter((arg) => arg.includes('/'))) expect(existsSync(path.join(root, file))).toBe(true)
  })

  it('listens on loopback of this machine only', () => {
    const published = compose.match(/^ {6}- "[^"]*:\d+"$/gm)!
    expect(published.length).toBe(4)
    for (const port of published) expect(port).toMatch(/^ {6}- "127\.0\.0\.1:/)
  })

  it('waits for healthy stores before it migrates, and for the migration before anything else', () => {
    for (const store of ['postgres', 'clickhouse', 'kafka', 'api'])
      expect(services().get(store)).toContain('healthcheck:')
    expect(
      services()
        .get('migrate')
        ?.match(/service_healthy/g),
    ).toHaveLength(2)
    for (const [name, block] of ours)
      if (name !== 'migrate' && block.includes('depends_on:')) expect(block).toContain('<<: *migrated')
  })

  it('sets no variable that Assay does not read', () => {
    const env = readFileSync(path.join(root, 'src/config/env.ts'), 'utf8')
    const block = compose.match(/environment: &environment\n((?: {4}.*\n)+)/)![1]!
    for (const [, name] of block.matchAll(/^ {4}([A-Z][A-Z_]*):/gm))
      expect(env.includes(`${name}:`) || /^RPC_[A-Z]+_HTTP$/.test(name!)).toBe(true)
  })
})
