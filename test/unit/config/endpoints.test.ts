import { describe, expect, it } from 'vitest'
import { rpcFromEnv } from '../../../src/config/env'
import { parseProfile } from '../../../src/config/profile'

const token = { address: `0x${'c0'.repeat(20)}`, symbol: 'T', decimals: 18, burnSinks: [`0x${'de'.repeat(20)}`] }

const endpoints = (rpc: string | undefined, env: Record<string, string>) => {
  const { rpcUrl, pushUrl, checkRpcUrl, headPollMs } = parseProfile(
    { name: 'a-b', chainId: 1, token, rpc },
    'test',
    env,
  )
  return { rpcUrl, pushUrl, checkRpcUrl, headPollMs }
}

describe('endpoints of a network', () => {
  it('take requests over HTTP and heads over the WebSocket where there are both', () => {
    const env = {
      RPC_A_B_HTTP: 'http://node',
      RPC_A_B_WS: 'ws://node',
      RPC_A_B_CHECK: 'http://other',
      RPC_A_B_POLL_MS: '250',
    }
    expect(endpoints('http://profile', env)).toEqual({
      rpcUrl: 'http://node',
      pushUrl: 'ws://node',
      checkRpcUrl: 'http://other',
      headPollMs: 250,
    })
  })

  it('take both over the only one there is', () => {
    const none = { checkRpcUrl: undefined, headPollMs: undefined }
    expect(endpoints('ws://node', {})).toEqual({ rpcUrl: 'ws://node', pushUrl: 'ws://node', ...none })
    expect(endpoints('http://node', {})).toEqual({ rpcUrl: 'http://node', pushUrl: undefined, ...none })
    expect(endpoints(undefined, { RPC_A_B_WS: 'ws://env' })).toMatchObject({ rpcUrl: 'ws://env', pushUrl: 'ws://env' })
  })

  it.each(['0', '-5', '1.5', 'fast'])('refuse %s as a time between questions, by name', (poll) => {
    expect(() => rpcFromEnv('a-b', { RPC_A_B_POLL_MS: poll })).toThrow(/RPC_A_B_POLL_MS/)
  })
})
