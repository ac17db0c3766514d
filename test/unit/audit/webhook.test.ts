import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { Audit } from '../../../src/audit/audit'
import { tellWebhook } from '../../../src/audit/report/webhook'
import { hash } from '../../../src/economics/units'

const check = {
  title: 'bills',
  why: '',
  expected: '0',
  actual: '1',
  evidence: { 'bill 1': 'cost 2, by the formula 1' },
}
const audit: Audit = {
  ok: false,
  network: 'net',
  block: { number: 7, hash: hash(`0x${'ab'.repeat(32)}`) },
  checks: [
    { id: 'bills', ok: false, ...check },
    { id: 'escrow', ok: true, ...check },
  ],
  unasked: {},
}

let server: Server
afterEach(() => void server.close())

/** A receiver that answers with one status after the other, the last again and again. */
async function receiver(...statuses: number[]) {
  const bodies: unknown[] = []
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(JSON.parse(body))
      response.statusCode = statuses[Math.min(bodies.length, statuses.length) - 1]!
      response.end('no')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/a-secret-key` }
}

it('tells what fails, again where it was not taken, and waits longer each time', async () => {
  const { url, bodies } = await receiver(500, 429, 204)
  const waits: number[] = []
  await tellWebhook(url, audit, async (ms) => waits.push(ms))
  expect(waits).toEqual([2_000, 4_000])
  expect(bodies).toHaveLength(3)
  expect(bodies[2]).toEqual({
    text: 'net: the audit fails at block 7: bills',
    ...{ network: 'net', ok: false, block: audit.block },
    failing: [audit.checks[0]],
  })
})

it('gives up after five tries, and does not say where', async () => {
  const { url, bodies } = await receiver(500)
  const error = await tellWebhook(url, audit, async () => undefined).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'E-WEBHOOK', message: expect.stringContaining('status 500') })
  expect(String(error)).not.toContain('127.0.0.1')
  expect(bodies).toHaveLength(5)
})

it('says of one that is away that it is', async () => {
  const { url } = await receiver(500)
  await new Promise((resolve) => server.close(resolve))
  const error = await tellWebhook(url, audit, async () => undefined).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'E-WEBHOOK', message: expect.stringContaining('ECONNREFUSED') })
  expect(String(error)).not.toContain('secret')
})
