import type { Admin } from 'kafkajs'
import { doubling, type Pause, withBackOff } from '../../process/backOff'

/** The leader of a partition is known everywhere within a second of its election; after some ten the caller is told. */
const TRIES = 8
const again = doubling(100, 2_000)

type Offsets = Awaited<ReturnType<Admin['fetchTopicOffsets']>>

/**
 * The offsets of a topic. kafkajs asks again for a topic it does not know and for nothing else: "not the leader", just
 * after a topic was made or a broker came back, would fail its caller, although it is marked as worth another try.
 */
export function topicOffsets(admin: Pick<Admin, 'fetchTopicOffsets'>, topic: string, pause?: Pause): Promise<Offsets> {
  return withBackOff(
    () => admin.fetchTopicOffsets(topic),
    again,
    (error, failures) => {
      if (failures >= TRIES || !isRetriable(error)) throw error
    },
    pause,
  )
}

function isRetriable(error: unknown): boolean {
  const { name, retriable } = error as { name?: string; retriable?: boolean }
  // the tries of a broker that is away were made already, by kafkajs
  return name === 'KafkaJSProtocolError' && retriable === true
}
