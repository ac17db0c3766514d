import { execFile } from 'node:child_process'
import net from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { freePort, freePortFrom, isPortFree, onFreePort, requirePort } from '../../../src/embedded/ports'
import { releasePort } from '../../../src/embedded/reservedPorts'

const open: net.Server[] = []

async function take(port: number): Promise<void> {
  const server = net.createServer()
  open.push(server)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
}

/** The choice of a second Assay, as built, which ends without a word. */
async function chosenByAnother(wanted: number): Promise<number> {
  const script = `require('./lib/embedded/ports.js').freePortFrom(${wanted}).then((port) => console.log(port))`
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: path.resolve(__dirname, '../../..'),
  })
  return Number(stdout)
}

afterEach(async () => {
  releasePort()
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

  it('is promised to one process at a time, until that has ended', async () => {
    const port = await freePort()
    expect(await freePortFrom(port)).toBe(port)
    // What has been promised and is not listened on yet is free by all appearances.
    expect(await freePortFrom(port)).not.toBe(port)
    expect(await chosenByAnother(port)).not.toBe(port)
    releasePort()
    expect(await chosenByAnother(port)).toBe(port)
    // That one has ended, without giving it back.
    expect(await freePortFrom(port)).toBe(port)
  })

  it('that somebody takes while our program starts is left to them, and ours is started on another', async () => {
    const port = await freePort()
    const tried: number[] = []
    const taken = await onFreePort(port, async (each) => {
      tried.push(each)
      if (tried.length > 1) return
      await take(each)
      throw new Error('address in use')
    })
    expect([tried[0], taken !== port, tried.length]).toEqual([port, true, 2])
  })

  it('is not what a program failed for that fails on a free port', async () => {
    const start = vi.fn(async () => Promise.reject(new Error('no such file')))
    await expect(onFreePort(await freePort(), start)).rejects.toThrow('no such file')
    expect(start).toHaveBeenCalledTimes(1)
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
