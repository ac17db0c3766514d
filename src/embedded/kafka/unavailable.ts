import { AssayError } from '../../errors'

/** Why there is no broker. */
type KafkaAbsence = 'no-java' | 'no-maven' | 'fetch-failed' | 'start-failed'

const remedies: Record<KafkaAbsence, string> = {
  'no-java': 'Install a JDK or JRE 17 or newer (Debian: `apt-get install default-jre-headless`)',
  'no-maven': 'Install Maven (Debian: `apt-get install maven`)',
  'fetch-failed': 'Check the way to Maven Central (or ~/.m2/settings.xml names a mirror) and start again',
  'start-failed': 'Read the broker log named in the details; `assay up --fresh` starts it on an empty folder',
}

/** E-KAFKA-UNAVAILABLE: no broker, why, and what to do; the job log on PostgreSQL serves in its place. */
export function kafkaUnavailable(
  reason: KafkaAbsence,
  message: string,
  details: Record<string, unknown> = {},
): AssayError {
  return new AssayError('E-KAFKA-UNAVAILABLE', `no Kafka broker (${reason}): ${message}`, {
    next: `${remedies[reason]}, or set KAFKA_BROKERS to a broker of yours. Until then the job log is kept in PostgreSQL.`,
    details: { reason, ...details },
    retryable: reason === 'fetch-failed',
  })
}
