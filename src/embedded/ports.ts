import net from 'node:net'
import { AssayError } from '../errors'
import { isPromised, promisePort, releasePort } from './reservedPorts'

/** Ports tried after the wanted one; more than a machine runs copies of Assay. */
const portsToTry = 64
/** A program whose port seems taken three times in the seconds of its start fails for another reason. */
const MAX_STARTS = 3

/** Whether a port of loopback can be listened on now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** A port nobody listens on, chosen by the system. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** The first free port from `wanted` upwards, promised to us: for services whose port nobody needs to know by heart. */
export async function freePortFrom(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + portsToTry && port < 65_536; port++) {
    if (isPromised(port) || !promisePort(port)) continue
    if (await isPortFree(port)) return port
    releasePort(port)
  }
  return freePort()
}

/**
 * Starts a program on the first free port from `wanted` upwards. A program of somebody else may take the port before
 * ours listens: then ours ends, and is started on another.
 * @returns the port on which it was started
 */
export async function onFreePort(wanted: number, start: (port: number) => Promise<unknown>): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = await freePortFrom(wanted)
    try {
      await start(port)
      return port
    } catch (error) {
      if (tries === MAX_STARTS || (await isPortFree(port))) throw error
    }
  }
}

/**
 * For a port that people type: taken is an error, not a reason to move.
 * @param variable environment variable that changes it, e.g. `GQL_PORT`
 * @throws AssayError E-PORT-IN-USE
 */
export async function requirePort(port: number, purpose: string, variable: string): Promise<void> {
  if ((await isPortFree(port)) && promisePort(port)) return
  throw new AssayError('E-PORT-IN-USE', `port ${port} of 127.0.0.1, for ${purpose}, is taken by another program`, {
    next: `Stop that program, or choose another port: ${variable}=${port + 1}.`,
    details: { port, variable },
  })
}
