import { KafkaJSProtocolError } from 'kafkajs'
import { expect, it } from 'vitest'
import { topicOffsets } from '../../../src/dispatch/log/kafkaOffsets'

const found = [{ partition: 0, offset: '7', high: '7', low: '3' }]
const refusal = (type: string, retriable: boolean) =>
  new KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 6, retriable }))

/** An admin that refuses a number of times, and the waits between. */
function refusing(times: number, error: Error) {
  const waits: number[] = []
  let left = times
  const admin = {
    fetchTopicOffsets: async () => {
      if (left-- > 0) throw error
      return found
    },
  }
  return { waits, ask: () => topicOffsets(admin, 'topic', async (ms) => waits.push(ms)) }
}

it('asks again for the offsets of a topic whose leader is not known yet', async () => {
  const { ask, waits } = refusing(3, refusal('NOT_LEADER_FOR_PARTITION', true))
  expect(await ask()).toEqual(found)
  expect(waits).toEqual([100, 200, 400])
})

it('says at once what another try would not change, and says in the end what stays', async () => {
  const never = refusing(1, refusal('TOPIC_AUTHORIZATION_FAILED', false))
  await expect(never.ask()).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED')
  expect(never.waits).toEqual([])
  const stays = refusing(99, refusal('NOT_LEADER_FOR_PARTITION', true))
  await expect(stays.ask()).rejects.toThrow('NOT_LEADER_FOR_PARTITION')
  expect(stays.waits.length).toBe(7)
})
