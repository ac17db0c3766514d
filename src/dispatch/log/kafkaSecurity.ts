import { readFileSync } from 'node:fs'
import type { KafkaConfig, SASLOptions } from 'kafkajs'
import type { Env } from '../../config/env'
import { AssayError } from '../../errors'

/** How the brokers are spoken to: nothing of it for one on loopback. */
export type KafkaSecurity = Pick<KafkaConfig, 'ssl' | 'sasl'>

type Settings = Pick<
  Env,
  'KAFKA_SSL' | 'KAFKA_SSL_CA_FILE' | 'KAFKA_SASL_MECHANISM' | 'KAFKA_SASL_USERNAME' | 'KAFKA_SASL_PASSWORD'
>

/** @throws AssayError E-JOBLOG-SECURITY where settings need each other, or the certificates cannot be read */
export function kafkaSecurity(env: Settings): KafkaSecurity {
  const { KAFKA_SSL, KAFKA_SSL_CA_FILE, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD } = env
  if (KAFKA_SSL_CA_FILE && !KAFKA_SSL) throw missing('KAFKA_SSL_CA_FILE', 'KAFKA_SSL=true')
  if (!KAFKA_SASL_MECHANISM && (KAFKA_SASL_USERNAME || KAFKA_SASL_PASSWORD))
    throw missing('KAFKA_SASL_USERNAME', 'KAFKA_SASL_MECHANISM')
  if (KAFKA_SASL_MECHANISM && !(KAFKA_SASL_USERNAME && KAFKA_SASL_PASSWORD))
    throw missing('KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD')
  return {
    ...(KAFKA_SSL && { ssl: KAFKA_SSL_CA_FILE ? { ca: [certificates(KAFKA_SSL_CA_FILE)] } : true }),
    ...(KAFKA_SASL_MECHANISM && {
      sasl: {
        mechanism: KAFKA_SASL_MECHANISM.toLowerCase(),
        username: KAFKA_SASL_USERNAME!,
        password: KAFKA_SASL_PASSWORD!,
      } as SASLOptions,
    }),
  }
}

function missing(setting: string, other: string): AssayError {
  return new AssayError('E-JOBLOG-SECURITY', `${setting} is set, and needs ${other}`, {
    next: `Set ${other}, or unset ${setting}: the job log is not spoken to with less than was asked for.`,
  })
}

function certificates(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new AssayError('E-JOBLOG-SECURITY', `KAFKA_SSL_CA_FILE: cannot read ${file}`, {
      next: 'Name a PEM file that this process may read.',
      cause,
    })
  }
}
