import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { kafkaUnavailable } from './unavailable'

/** Kafka 4 brokers need Java 17. */
const MINIMUM_JAVA = 17

/** Major version in what `java -version` prints, e.g. `openjdk version "17.0.15"` or `"1.8.0_402"`; undefined if none. */
export function javaMajor(text: string): number | undefined {
  const match = text.match(/version "(\d+)(?:\.(\d+))?/)
  if (match === null) return undefined
  return match[1] === '1' ? Number(match[2]) : Number(match[1])
}

/** @throws AssayError E-KAFKA-UNAVAILABLE when there is no Java, or one too old */
export async function requireJava(): Promise<number> {
  const { stderr, stdout } = await promisify(execFile)('java', ['-version'], { timeout: 20_000 }).catch((cause) => {
    throw kafkaUnavailable('no-java', `\`java -version\` failed: ${(cause as Error).message.split('\n')[0]}`)
  })
  const major = javaMajor(stderr + stdout)
  if (major === undefined || major < MINIMUM_JAVA)
    throw kafkaUnavailable('no-java', `Java ${major ?? 'of an unknown version'} found, ${MINIMUM_JAVA} is needed`)
  return major
}
