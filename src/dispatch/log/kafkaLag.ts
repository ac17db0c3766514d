import type { Admin } from 'kafkajs'
import { topicOffsets } from './kafkaOffsets'

/**
 * Records of topics that a consumer group has not committed; a group that never committed has all of them before it.
 * @param counts which partitions, as `topic/partition`; all of them unless given
 */
export async function lagOf(
  admin: Pick<Admin, 'fetchOffsets' | 'fetchTopicOffsets'>,
  group: string,
  topics: readonly string[],
  counts: (partition: string) => boolean = () => true,
): Promise<bigint> {
  const committed = await admin.fetchOffsets({ groupId: group, topics: [...topics] })
  let lag = 0n
  for (const { topic, partitions } of committed) {
    const ends = await topicOffsets(admin, topic)
    const done = new Map(partitions.map((each) => [each.partition, BigInt(each.offset)]))
    for (const { partition, high, low } of ends) {
      if (!counts(`${topic}/${partition}`)) continue
      const next = done.get(partition) ?? -1n
      lag += BigInt(high) - (next < 0n ? BigInt(low) : next)
    }
  }
  return lag
}
