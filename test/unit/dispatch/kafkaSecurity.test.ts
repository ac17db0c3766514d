import { expect, it } from 'vitest'
import { readEnv } from '../../../src/config/env'
import { kafkaSecurity } from '../../../src/dispatch/log/kafkaSecurity'
import { redact } from '../../../src/process/redaction'

const of = (settings: Record<string, string>) =>
  kafkaSecurity(readEnv({ ASSAY_DATA: '/nowhere', KAFKA_BROKERS: 'a:9092', ...settings }))
const who = { KAFKA_SASL_USERNAME: 'worker', KAFKA_SASL_PASSWORD: 'S3cretOfTheBroker' }

it('says to the client what the settings say', () => {
  expect([
    of({}),
    of({ KAFKA_SSL: 'true' }),
    of({ KAFKA_SSL: 'true', KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', ...who }),
  ]).toEqual([
    {},
    { ssl: true },
    { ssl: true, sasl: { mechanism: 'scram-sha-512', username: 'worker', password: 'S3cretOfTheBroker' } },
  ])
})

it.each([
  [{ KAFKA_SSL_CA_FILE: '/ca.pem' }, 'KAFKA_SSL_CA_FILE is set, and needs KAFKA_SSL=true'],
  [who, 'KAFKA_SASL_USERNAME is set, and needs KAFKA_SASL_MECHANISM'],
  [
    { KAFKA_SASL_MECHANISM: 'PLAIN', KAFKA_SASL_USERNAME: 'worker' },
    'needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
  ],
  [{ KAFKA_SSL: 'true', KAFKA_SSL_CA_FILE: '/nowhere/ca.pem' }, 'cannot read /nowhere/ca.pem'],
] as [Record<string, string>, string][])('speaks with no less than was asked for: %o', (settings, said) => {
  expect(() => of(settings)).toThrow(said)
})

it('no log shows a password of Kafka, or any of several keys of a worker', () => {
  const keys = ['5', '6'].map((digit) => `0x${digit.repeat(64)}`)
  readEnv({ ASSAY_DATA: '/nowhere', ...who, WORKER_KEYS: keys.join(',\n') })
  expect(redact(`${keys[1]} ${keys[0]} ${who.KAFKA_SASL_PASSWORD}`)).toBe('[redacted] [redacted] [redacted]')
})
