import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { AssayError } from '../errors'

/** Far more than a history of years takes: one that goes on for ever would keep the other networks from being audited. */
const TIMEOUT_MS = 6 * 3_600_000

/** Runs `assay audit` of a network as a process of its own, which ends with this one's signal. @throws AssayError E-AUDIT-CHILD */
export async function auditInChild(network: string, signal: AbortSignal): Promise<void> {
  const args = [...process.execArgv, process.argv[1]!, 'audit', '--network', network, '--alert']
  const child = spawn(process.execPath, args, { signal, timeout: TIMEOUT_MS, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2_000)
  })
  const [code] = await once(child, 'close').catch((error: unknown) => {
    if (signal.aborted) return [null]
    throw error
  })
  // 1: a check fails, which is stored and told.
  if (code === 0 || code === 1 || signal.aborted) return
  throw new AssayError('E-AUDIT-CHILD', `the audit of ${network} ended with code ${code}: ${said.trim()}`, {
    next: `Run it by hand: assay audit --network ${network}`,
    retryable: true,
  })
}
