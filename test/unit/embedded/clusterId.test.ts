import { expect, it } from 'vitest'
import { newClusterId } from '../../../src/embedded/kafka/clusterId'

it('is 16 bytes that no tool takes for an option', () => {
  for (let first = 0; first < 256; first++) expect(newClusterId(Buffer.alloc(16, first))).toMatch(/^\w[\w-]{21}$/)
})
