import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readEnv } from '../../../src/config/env'
import { devnetProfiles } from '../../../src/devnet/profiles'
import { KafkaJobLog } from '../../../src/dispatch/log/kafka'
import { kafkaSecurity } from '../../../src/dispatch/log/kafkaSecurity'
import { openJobLog } from '../../../src/dispatch/log/open'
import { freePort } from '../../../src/embedded/ports'
import { AssayProcess } from '../../support/assay'
import { TestBroker } from './testBroker'

let folder: string
let broker: TestBroker
let env: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-test-secured-'))
  const [key, certificate, store] = ['key.pem', 'certificate.pem', 'store.pem'].map((name) => path.join(folder, name))
  const made = ['-keyout', key!, '-out', certificate!, '-subj', '/CN=broker', '-addext', 'subjectAltName=IP:127.0.0.1']
  await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...made])
  writeFileSync(store!, readFileSync(key!, 'utf8') + readFileSync(certificate!, 'utf8'))
  const listener = `SASL_SSL://127.0.0.1:${await freePort()}`
  broker = new TestBroker('secured', {
    listener,
    settings: {
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': store!,
      'listener.name.sasl_ssl.sasl.enabled.mechanisms': 'PLAIN',
      'listener.name.sasl_ssl.plain.sasl.jaas.config':
        'org.apache.kafka.common.security.plain.PlainLoginModule required user_worker="the right one";',
    },
  })
  const profile = path.join(folder, 'dgrid.json')
  writeFileSync(profile, JSON.stringify(devnetProfiles.find(({ name }) => name === 'devnet-dgrid')))
  env = {
    ASSAY_DATA: folder,
    ASSAY_PROFILES: profile,
    KAFKA_BROKERS: listener.replace('SASL_SSL://', ''),
    KAFKA_SSL: 'true',
    KAFKA_SSL_CA_FILE: certificate!,
    KAFKA_SASL_MECHANISM: 'PLAIN',
    KAFKA_SASL_USERNAME: 'worker',
    KAFKA_SASL_PASSWORD: 'the right one',
    WORKER_KEYS: `0x${'5'.repeat(64)}`,
    // nobody listens there, and nobody asks: a worker needs no database
    DB_URL: 'postgres://nobody@127.0.0.1:1/none',
  }
  await broker.start()
})
afterAll(async () => {
  await broker?.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('a worker reports through a broker with TLS and SASL, and without a database', async (test) => {
  if (broker.absence) test.skip(broker.absence.message)
  const worker = AssayProcess.start(['worker', '--gpus', '1'], env)
  await worker.until('it is ready', async () => worker.log.includes('ready worker devnet-dgrid'))
  const log = openJobLog(readEnv(env))
  const heard = await new Promise((resolve) => {
    void log.subscribe({
      group: 'test',
      topics: ['nodes.heartbeat.v1'],
      handle: async ([first]) => resolve(JSON.parse(first!.value.toString('utf8'))),
    })
  })
  expect(heard).toMatchObject({ network: 'devnet-dgrid', signature: expect.stringMatching(/^0x/) })
  await log.close()
  await worker.stop('SIGTERM')
  expect(worker.child.exitCode).toBe(0)
})

it.each([
  ['another password', { KAFKA_SASL_PASSWORD: 'another' }],
  ['a certificate that nobody vouches for', { KAFKA_SSL_CA_FILE: '' }],
  ['no TLS', { KAFKA_SSL: 'false', KAFKA_SSL_CA_FILE: '' }],
])('%s opens nothing', async (_, over) => {
  if (broker.absence) return
  const log = new KafkaJobLog(env['KAFKA_BROKERS']!, { security: kafkaSecurity(readEnv({ ...env, ...over })) }, 0)
  await expect(log.ensureTopics([])).rejects.toMatchObject({ code: 'E-JOBLOG-AWAY' })
  await log.close()
})
