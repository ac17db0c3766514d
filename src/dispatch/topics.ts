import type { TopicSpec } from './log/joblog'

export const topics = {
  requested: 'jobs.requested.v1',
  assigned: 'jobs.assigned.v1',
  progress: 'jobs.progress.v1',
  completed: 'jobs.completed.v1',
  heartbeat: 'nodes.heartbeat.v1',
  settlement: 'jobs.settlement.v1',
} as const
export type Topic = (typeof topics)[keyof typeof topics]

/** The consumer group of a topic that the dispatcher takes: one each, so that a slow topic holds up no other. */
export function dispatchGroup(topic: Topic): string {
  return `dispatch.${topic}`
}

/** Topics that the dispatcher takes; what is assigned goes to workers. */
export const dispatchTopics: readonly Topic[] = Object.values(topics).filter((topic) => topic !== topics.assigned)

export function deadLetterTopic(topic: string): string {
  return `${topic}.dlt`
}

/** Enough for a handful of dispatchers in one group; a partition more costs each of them one more poll. */
export const DEFAULT_PARTITIONS = 6

/**
 * Every topic, and the dead letters of each that the dispatcher consumes.
 * @param partitions of a topic that is not there yet: one that is keeps its own, and with them the order of each key
 */
export function topicSpecs(partitions = DEFAULT_PARTITIONS): readonly TopicSpec[] {
  return Object.values(topics).flatMap((topic) => [
    { topic, partitions },
    { topic: deadLetterTopic(topic), partitions: 1 },
  ])
}
