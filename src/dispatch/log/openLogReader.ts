import type { Env } from '../../config/env'
import type { Queryable } from '../../postgres/queryable'
import { KafkaLogReader } from './kafkaReader'
import { kafkaSecurity } from './kafkaSecurity'
import { PostgresLogReader } from './postgresReader'
import type { LogReader } from './reader'

/** @param db what a log on Postgres is read through */
export function openLogReader(env: Env, db: Queryable): LogReader {
  return env.jobLog === 'kafka'
    ? new KafkaLogReader(env.KAFKA_BROKERS ?? '', kafkaSecurity(env))
    : new PostgresLogReader(db)
}
