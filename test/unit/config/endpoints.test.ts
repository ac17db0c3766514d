import { describe, expect, it } from 'vitest'
import { readEnv, rpcFromEnv } from '../../../src/config/env'
import { parseProfile } from '../../../src/config/profile'
import { redact } from '../../../src/process/redaction'
import { REDACTED } from '../../../src/process/secrets'

const token = { address: `0x${'c0'.repeat(20)}`, symbol: 'T', decimals: 18, burnSinks: [`0x${'de'.repeat(20)}`] }

const endpoints = (rpc: string | string[] | undefined, env: Record<string, string>) => {
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

  it('may be several, the first preferred', () => {
    const urls = (rpc: string | string[] | undefined, env: Record<string, string> = {}) =>
      parseProfile({ name: 'a-b', chainId: 1, token, rpc }, 'test', env).rpcUrls
    const three = ['http://a/k?x=1,2', 'ws://b', 'https://c']
    expect(urls(three)).toEqual(three)
    expect(urls(['http://a/k?x=1,2', `\${OTHERS}`], { OTHERS: 'ws://b,https://c' })).toEqual(three)
    for (const apart of [',', ', ', ' ', '\n'])
      expect(urls('http://profile', { RPC_A_B_HTTP: `${three.join(apart)}${apart}` })).toEqual(three)
    expect(urls(['http://a', 'http://a'])).toEqual(['http://a'])
    expect(urls(undefined)).toEqual([])
    expect(endpoints(undefined, { RPC_A_B_HTTP: three.join() })).toMatchObject({ rpcUrl: three[0] })
  })

  it('keep the keys of all', () => {
    readEnv({ RPC_A_B_HTTP: 'http://one/f1rst-k3y-of-all, http://two/s3cond-k3y-of-all' })
    expect(redact('f1rst-k3y-of-all and s3cond-k3y-of-all')).toBe(`${REDACTED} and ${REDACTED}`)
  })

  it.each(['0', '-5', '1.5', 'fast'])('refuse %s as a time between questions, by name', (poll) => {
    expect(() => rpcFromEnv('a-b', { RPC_A_B_POLL_MS: poll })).toThrow(/RPC_A_B_POLL_MS/)
  })
})
