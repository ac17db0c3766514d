import { describe, expect, it } from 'vitest'
import { clientAddress } from '../../../../src/api/http/clientAddress'

const from = (remoteAddress: string | undefined, forwarded?: string | string[]) =>
  clientAddress({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as never)

describe('whom a request counts for', () => {
  it.each([
    ['its own address, whatever it claims', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['an IPv4 address that an IPv6 socket took', '::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['the last address a proxy of ours names', '10.0.0.7', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['also when the header came twice', '127.0.0.1', ['198.51.100.1', '203.0.113.9'], '203.0.113.9'],
    ['also a proxy in an IPv6 socket', '::ffff:192.168.1.1', '203.0.113.9', '203.0.113.9'],
    ['also a proxy on the IPv6 loopback', '::1', '203.0.113.9', '203.0.113.9'],
    ['the proxy, where its word is no address', '127.0.0.1', 'unknown', '127.0.0.1'],
    ['one of us, who comes without a proxy', '127.0.0.1', undefined, '127.0.0.1'],
    ['the /64 of an IPv6 address', '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
    ['the /64 of a short one', '2001:db8::6', undefined, '2001:db8:0:0::/64'],
    ['nobody, where the socket is gone', undefined, undefined, ''],
  ])('%s', (_, peer, forwarded, counted) => {
    expect(from(peer, forwarded)).toBe(counted)
  })
})
