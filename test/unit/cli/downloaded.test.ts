import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { downloaded } from '../../../src/cli/rewards/downloaded'

const files: Record<string, string> = {
  ...{ '/one/report.json': '{"a":1}', '/one/claims.csv': 'account\n', '/one/corrections.json': '{}' },
}
let server: Server
let url: string

beforeAll(async () => {
  server = createServer((request, response) => {
    const body = files[request.url!]
    if (request.url!.startsWith('/away/')) response.writeHead(302, { location: `${url}/one/report.json` }).end()
    else if (request.url!.startsWith('/broken/')) response.writeHead(500).end()
    else if (body === undefined) response.writeHead(404).end('no such file')
    else response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

describe('a distribution on a server', () => {
  it('is a folder of the files that there are, removed after', async () => {
    let folder = ''
    const names = await downloaded(`${url}/one/`, async (at) => {
      folder = at
      return readdirSync(at).sort()
    })
    expect(names).toEqual(['claims.csv', 'corrections.json', 'report.json'])
    expect(existsSync(folder)).toBe(false)
  })

  it('or a report alone', async () => {
    expect(await downloaded(`${url}/one/report.json`, async (at) => readFileSync(at, 'utf8'))).toBe('{"a":1}')
  })

  it.each([
    ['away', 'it sends elsewhere'],
    ['broken', 'status 500'],
    ['nothing', 'status 404'],
  ])('is not got from /%s', async (where, why) => {
    await expect(downloaded(`${url}/${where}`, async () => 0)).rejects.toMatchObject({
      code: 'E-REPORT-FILE',
      message: expect.stringContaining(why),
    })
  })
})
