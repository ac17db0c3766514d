import net from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort, freePortFrom, isPortFree, requirePort } from '../../../src/devnet/services/ports'

const open: net.Server[] = []

async function take(port: number): Promise<void> {
  const server = net.createServer()
  open.push(server)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

describe('ports', () => {
  it('moves on from a taken port where nobody needs to know the number', async () => {
    const port = await freePort()
    await take(port)
    expect(await isPortFree(port)).toBe(false)
    const next = await freePortFrom(port)
    expect(next).not.toBe(port)
    expect(await isPortFree(next)).toBe(true)
  })

  it('leaves out ports that are promised to someone else', async () => {
    const port = await freePort()
    expect(await freePortFrom(port, new Set([port]))).not.toBe(port)
  })

  it('says which port is taken, what for, and which variable changes it', async () => {
    const port = await freePort()
    await take(port)
    await expect(requirePort(port, 'the api', 'GQL_PORT')).rejects.toMatchObject({
      code: 'E-PORT-IN-USE',
      message: expect.stringContaining(`port ${port} of 127.0.0.1, for the api`),
      next: expect.stringContaining(`GQL_PORT=${port + 1}`),
    })
  })

  it('accepts a free port', async () => {
    await expect(requirePort(await freePort(), 'the api', 'GQL_PORT')).resolves.toBeUndefined()
  })
})
