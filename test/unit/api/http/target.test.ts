import { describe, expect, it } from 'vitest'
import { requestTarget } from '../../../../src/api/http/target'

describe('a request target', () => {
  it.each([
    ['/supply/a?block=1', '/supply/a', '?block=1'],
    ['http://elsewhere/health', '/health', ''],
    ['/a//b', '/a//b', ''],
    [undefined, '/', ''],
  ])('%s is a path and a query', (target, pathname, search) => {
    const url = requestTarget({ url: target, headers: { host: 'x:1' } })
    expect([url.pathname, url.search]).toEqual([pathname, search])
  })

  it.each([
    ['//', 'E-NOT-FOUND'],
    ['//x/health', 'E-NOT-FOUND'],
    ['http://[', 'E-BAD-INPUT'],
    ['*', 'E-BAD-INPUT'],
  ])('%s is refused with %s', (target, code) => {
    expect(() => requestTarget({ url: target, headers: { host: 'x:1' } })).toThrow(expect.objectContaining({ code }))
  })

  it.each(['[', 'a b', 'x:y'])('with a Host of "%s" is refused', (host) => {
    expect(() => requestTarget({ url: '/', headers: { host } })).toThrow(
      expect.objectContaining({ code: 'E-BAD-INPUT' }),
    )
  })

  it('needs no Host', () => {
    expect(requestTarget({ url: '/health', headers: {} }).pathname).toBe('/health')
  })
})
