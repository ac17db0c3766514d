import { expect, it } from 'vitest'
import { KafkaJobLog } from '../../../src/dispatch/log/kafka'

// nothing listens at port 1, and an unhandled rejection of kafkajs would fail this file
it('a broker that is away is said to be, to whoever asks, each time', async () => {
  const log = new KafkaJobLog('127.0.0.1:1', {}, 0)
  const away = { code: 'E-JOBLOG-AWAY', message: expect.stringContaining('127.0.0.1:1'), retryable: true }
  for (let time = 0; time < 2; time++) {
    await expect(log.ensureTopics([])).rejects.toMatchObject(away)
    await expect(log.append('topic', [{ key: 'k', headers: {}, value: Buffer.from('x') }])).rejects.toMatchObject(away)
    await expect(log.firstOffsets('topic')).rejects.toMatchObject(away)
  }
  await log.close()
})
