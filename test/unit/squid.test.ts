import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(__dirname, '../..')
const text = (file: string) => readFileSync(path.join(root, file), 'utf8')
const { commands } = JSON.parse(text('commands.json')) as {
  commands: Record<string, { description?: string; deps?: string[]; cmd: string[]; hidden?: boolean }>
}
/** Names of the SDK's own template. */
const TEMPLATE = [
  ...['build', 'clean', 'up', 'down', 'codegen', 'typegen', 'process', 'process:prod', 'serve', 'serve:prod'],
  ...['migration:generate', 'migration:apply', 'migration:clean'],
]

/** Whether there is what a command starts. */
function exists([program = '', ...args]: readonly string[]): boolean {
  if (program === 'bin/assay') return existsSync(path.join(root, `src/cli/${args[0]}.ts`))
  if (program === 'npm') return args[1]! in JSON.parse(text('package.json')).scripts
  if (program === 'docker')
    return args.slice(4).every((service) => text('docker-compose.yml').includes(`\n  ${service}:\n`))
  return ['npx', 'rm'].includes(program) || existsSync(path.join(root, 'node_modules/.bin', program))
}

describe('commands.json', () => {
  it('has the names of the template', () => {
    expect(TEMPLATE.filter((name) => !(name in commands))).toEqual([])
  })

  it.each(Object.entries(commands))('%s starts what exists, and says what it does', (_, { cmd, deps, ...about }) => {
    expect([exists(cmd), (deps ?? []).filter((each) => !(each in commands))]).toEqual([true, []])
    expect(Boolean(about.description) !== Boolean(about.hidden)).toBe(true)
  })
})

describe('squid.yaml', () => {
  const cmds = [...text('squid.yaml').matchAll(/^ +cmd: (.*)$/gm)].map(([, cmd]) =>
    (JSON.parse(cmd!) as string[]).filter((word) => word !== 'env'),
  )

  it('starts commands of commands.json, each once', () => {
    expect(cmds.filter(([program, name, ...rest]) => program !== 'sqd' || !(name! in commands) || rest.length)).toEqual(
      [],
    )
    expect(new Set(cmds.map(([, name]) => name)).size).toBe(6)
  })

  it('migrates before a processor starts', () => {
    expect(text('squid.yaml')).toMatch(/\n {2}init:\n.*\n {4}cmd: \["env", "sqd", "migration:apply"\]\n {2}processor:/)
  })
})
