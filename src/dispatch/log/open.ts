import type { Env } from '../../config/env'
import { AssayError } from '../../errors'
import type { JobLog } from './joblog'
import { KafkaJobLog } from './kafka'
import { kafkaSecurity } from './kafkaSecurity'
import { PostgresJobLog } from './postgres'

/** The job log that the environment names. @throws AssayError E-JOBLOG-BROKERS, E-JOBLOG-SECURITY */
export function openJobLog(env: Env): JobLog {
  if (env.jobLog === 'postgres') return new PostgresJobLog(env.dbUrl)
  if (!env.KAFKA_BROKERS)
    throw new AssayError('E-JOBLOG-BROKERS', 'JOB_LOG is kafka, but KAFKA_BROKERS names no broker', {
      next: 'Set KAFKA_BROKERS to host:port[,host:port], or JOB_LOG=postgres.',
    })
  return new KafkaJobLog(env.KAFKA_BROKERS, { security: kafkaSecurity(env) })
}
