import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Addresses that nobody on the open internet has: whoever calls from there is a proxy of ours, or one of us. */
const internal = new BlockList()
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  internal.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  internal.addSubnet(network, bits, 'ipv6')

/**
 * The client that a request counts for: the address of its socket; where that is an internal one, the last entry of
 * X-Forwarded-For, which is the proxy's own word: entries before it are the caller's, and the whole header is when it
 * comes straight from the internet. Behind two proxies the outer one is the client. A /64 of IPv6 is one client, since
 * one line is given that many addresses.
 */
export function clientAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
  const peer = plain(request.socket.remoteAddress ?? '')
  if (!isInternal(peer)) return counted(peer)
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)!.trim()
  return counted(isIP(forwarded) === 0 ? peer : plain(forwarded))
}

/** @param address as a socket names it */
export function isInternal(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && internal.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** An IPv4 address as such, also where an IPv6 socket took it. */
export function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

/** IPv6: the first four groups. */
function counted(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail ? tail.split(':').length : 0
  const whole =
    tail === undefined ? groups : [...groups, ...Array.from({ length: 8 - groups.length - rest }, () => '0')]
  return `${[...whole, ...(tail ? tail.split(':') : [])].slice(0, 4).join(':')}::/64`
}
