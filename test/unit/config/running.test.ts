import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kindOf, readEnv, settingNames } from '../../../src/config/env'
import { instanceOf } from '../../../src/config/instance'
import { runningEnvFile } from '../../../src/config/running'
import { devnetVariables } from '../../../src/devnet/year'
import { announce } from '../../../src/embedded/supervisor/announce'
import { identify } from '../../../src/process/identity'

let dir: string
let child: ChildProcess | undefined

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'assay-running-'))
})

afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

const announced = {
  DB_URL: 'postgres://postgres:postgres@127.0.0.1:23798/assay',
  CLICKHOUSE_URL: 'http://127.0.0.1:8123',
  ASSAY_PROFILES: '/devnet/profiles/devnet-destra.json',
  GQL_PORT: '4399',
  ...devnetVariables('http://127.0.0.1:8545'),
}

const written = () => JSON.parse(readFileSync(runningEnvFile(dir), 'utf8'))

describe('what a running assay up tells others', () => {
  it('is how to reach its services, never a key, and never to spend', () => {
    announce(dir, true, {
      ...announced,
      ...Object.fromEntries(settingNames.map((name) => [name, announced[name as never] ?? 'x'])),
    })
    const secrets = settingNames.filter((name) => kindOf(name)?.holds === 'secret')
    expect(secrets).toEqual(expect.arrayContaining(['SETTLER_KEY', 'REWARDS_SIGNER_KEY', 'JOBS_TOKEN', 'DB_PASS']))
    const names = Object.keys(written().variables)
    expect(names.filter((name) => [...secrets, 'REWARDS_AUTO_PUBLISH'].includes(name))).toEqual([])
    expect(names).toEqual(expect.arrayContaining(['DB_URL', 'RPC_DEVNET_DESTRA_HTTP', 'RPC_DEVNET_DESTRA_WS']))
  })

  it('is taken where no service is named, and the command says so', () => {
    announce(dir, true, announced)
    const env = readEnv({ ASSAY_DATA: dir, GQL_PORT: '4400' })
    expect([env.dbUrl, env.CLICKHOUSE_URL, env.GQL_PORT]).toEqual([announced.DB_URL, announced.CLICKHOUSE_URL, 4400])
    expect([env.REWARDS_AUTO_PUBLISH, env.REWARDS_SIGNER_KEY, env.SETTLER_KEY]).toEqual([false, undefined, undefined])
    expect(instanceOf(env)).toBe(`the devnet of ${dir} (pid ${process.pid})`)
  })

  it('is not taken from a file that a person has put keys into', () => {
    announce(dir, true, announced)
    const file = written()
    writeFileSync(
      runningEnvFile(dir),
      JSON.stringify({ ...file, variables: { ...file.variables, SETTLER_KEY: '0x1', REWARDS_AUTO_PUBLISH: 'true' } }),
    )
    const env = readEnv({ ASSAY_DATA: dir })
    expect([env.SETTLER_KEY, env.REWARDS_AUTO_PUBLISH]).toEqual([undefined, false])
  })

  const services = settingNames.filter((name) => !kindOf(name)?.ownProcess)
  const others = ['RPC_DESTRA_HTTP', 'RPC_DESTRA_POLL_MS', 'RPC_DESTRA_WS_FILE', 'DB_PASS_FILE', 'DB_URL_FILE']
  it.each([...services, ...others])('counts for nothing where %s is set', (name) => {
    announce(dir, true, announced)
    const file = path.join(dir, 'value')
    writeFileSync(file, 'https://node.example')
    const values: Record<string, string> = {
      ...{ DB_PORT: '5432', JOB_LOG: 'postgres', JOB_LOG_PARTITIONS: '3', REWARDS_AUTO_PUBLISH: 'false' },
      ...{ KAFKA_SSL: 'true', KAFKA_SASL_MECHANISM: 'PLAIN' },
    }
    const env = readEnv({
      ASSAY_DATA: dir,
      [name]: name.endsWith('_FILE') ? file : (values[name] ?? 'https://h.example'),
    })
    expect(
      Object.keys(announced).filter((each) => env.variables[each] === announced[each as keyof typeof announced]),
    ).toEqual([])
    expect(instanceOf(env)).toContain(`(not the devnet of ${dir}, since ${name} is set)`)
  })

  it('counts for nothing once the process that wrote it has ended, or its pid is another one', () => {
    child = spawn(process.execPath, ['-e', 'setInterval(()=>{},1e6)'], { stdio: 'ignore' })
    const alive = identify(child.pid!)!
    announce(dir, true, announced)
    const file = written()
    const says = (owner: unknown) => {
      writeFileSync(runningEnvFile(dir), JSON.stringify({ ...file, process: owner }))
      return readEnv({ ASSAY_DATA: dir }).variables.DB_URL
    }
    expect(says(alive)).toBe(announced.DB_URL)
    expect(says({ ...alive, startedAt: 'boot:1' })).toBeUndefined()
    expect(says({ pid: 2 ** 22 + 1, startedAt: 'boot:1' })).toBeUndefined()
    expect(says(undefined)).toBeUndefined()
  })

  it('of an older version, a flat object with the keys in it, counts for nothing', () => {
    mkdirSync(path.join(dir, 'run'))
    writeFileSync(runningEnvFile(dir), JSON.stringify(announced))
    expect(readEnv({ ASSAY_DATA: dir }).variables).toEqual({ ASSAY_DATA: dir })
  })
})

describe('settings', () => {
  it.each(['DB_HOST', 'DB_PORT', 'DB_NAME', 'DB_USER', 'DB_PASS'])(
    'DB_URL beside %s is refused, both named',
    (part) => {
      const env = { ASSAY_DATA: dir, DB_URL: 'postgres://h.example/db', [part]: '5432' }
      expect(() => readEnv(env)).toThrow(
        expect.objectContaining({
          code: 'E-ENV',
          message: `environment variables DB_URL and ${part} contradict each other`,
        }),
      )
    },
  )

  const kept = settingNames.filter((name) => kindOf(name)?.holds)
  it.each([...kept, 'RPC_DESTRA_HTTP', 'RPC_DESTRA_CHECK'])('%s may be in a file, and not in both places', (name) => {
    const file = path.join(dir, 'value')
    writeFileSync(file, 'https://node.example/x\n')
    const env = readEnv({ ASSAY_DATA: dir, [`${name}_FILE`]: file })
    expect([env.variables[name], env.variables[`${name}_FILE`]]).toEqual(['https://node.example/x', undefined])
    expect(() => readEnv({ ASSAY_DATA: dir, [name]: 'x', [`${name}_FILE`]: file })).toThrow(`${name} and ${name}_FILE`)
    expect(() => readEnv({ ASSAY_DATA: dir, [`${name}_FILE`]: path.join(dir, 'none') })).toThrow(`${name}_FILE`)
  })

  it('say which stores a command speaks to, without credentials', () => {
    const of = (env: Record<string, string>) => instanceOf(readEnv({ ASSAY_DATA: dir, ...env }))
    expect(of({ DB_HOST: 'db.example', DB_PORT: '5432', DB_PASS: 'hush-hush-1' })).toBe(
      'postgres db.example:5432/assay',
    )
    expect(
      of({ DB_URL: 'postgres://me:hush-hush-1@db.example/assay?x=y', CLICKHOUSE_URL: 'https://k:v@ch.example/p' }),
    ).toBe('postgres db.example/assay, clickhouse ch.example')
    expect(of({ DB_URL: 'not a url' })).toBe('postgres at an address that is no URL')
  })
})
