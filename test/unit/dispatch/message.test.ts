import { describe, expect, it } from 'vitest'
import type { JobRecord } from '../../../src/dispatch/log/joblog'
import { readMessage, UnreadableMessage, writeMessage } from '../../../src/dispatch/message'

const jobId = `0x${'a'.repeat(64)}`
const account = `0x${'b'.repeat(40)}`
const data = {
  jobId,
  network: 'devnet-dgrid',
  user: account,
  adaptor: account,
  pool: 'llama-70b',
  memoryGb: 80,
  maxComputeUnits: '1500000',
  seed: 'x',
}
const record = (
  change: (each: { headers: Record<string, string>; value: Buffer }) => void = () => undefined,
): JobRecord => {
  const written = writeMessage('assay.job.requested.v1', jobId, data, { source: 'test', id: '1' })
  const copy = {
    ...written,
    headers: { ...written.headers } as Record<string, string>,
    topic: 't',
    partition: 0,
    offset: 0n,
    at: new Date(0),
  }
  change(copy)
  return copy
}
const raw = (text: string) => (each: { value: Buffer }) => {
  each.value = Buffer.from(text)
}
const header = (name: string, text?: string) => (each: { headers: Record<string, string> }) => {
  if (text === undefined) delete each.headers[name]
  else each.headers[name] = text
}
const value = (more: object) => (each: { value: Buffer }) => {
  each.value = Buffer.from(JSON.stringify({ ...data, ...more }))
}

describe('CloudEvents in binary mode', () => {
  it('reads what it writes', () => {
    const read = readMessage(record(), ['assay.job.requested.v1'])
    expect({ type: read.type, source: read.source, id: read.id, data: read.data }).toEqual({
      type: 'assay.job.requested.v1',
      source: 'test',
      id: '1',
      data,
    })
    expect(read.record.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_subject: jobId,
      'content-type': 'application/json',
    })
  })

  it.each([
    ['not JSON', raw('{"jobId":'), 'not JSON'],
    ['an amount as a JSON number', value({ maxComputeUnits: 1_500_000 }), 'maxComputeUnits must be string'],
    ['zero compute units', value({ maxComputeUnits: '0' }), 'must match pattern'],
    ['a field nobody knows', value({ urgency: 9 }), 'must NOT have additional properties'],
    ['a priority beyond the greatest', value({ priority: 10 }), 'priority must be <= 9'],
    ['a priority between two', value({ priority: 0.5 }), 'priority must be integer'],
    ['a day that there is not', value({ deadline: '2027-02-30T00:00:00Z' }), 'deadline must match format'],
    ['a time in another zone', value({ notBefore: '2027-02-03T00:00:00+02:00' }), 'notBefore must match pattern'],
    ['a time that no database keeps', value({ deadline: '+012027-02-03T00:00:00Z' }), 'deadline must match pattern'],
    ['a missing field', raw('{}'), "must have required property 'jobId'"],
    ['an address in capitals', value({ user: account.toUpperCase() }), 'user must match pattern'],
    ['another type', header('ce_type', 'assay.other.v1'), 'ce_type'],
    ['no id', header('ce_id'), 'ce_id is missing'],
    ['another version', header('ce_specversion', '0.3'), 'not 1.0'],
  ])('refuses %s, saying why', (_, change, why) => {
    const read = () => readMessage(record(change as never), ['assay.job.requested.v1'])
    expect(read).toThrow(UnreadableMessage)
    expect(read).toThrow(why)
  })

  it('takes accounts as wallets write them, and gives them as the tables have them', () => {
    const [user, adaptor] = ['0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359', `0x${'B'.repeat(40)}`]
    const read = readMessage(record(value({ user, adaptor })), ['assay.job.requested.v1'])
    expect(read.data).toEqual({ ...data, user: user.toLowerCase(), adaptor: adaptor.toLowerCase() })
  })
})
