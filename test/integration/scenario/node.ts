import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Devnet, mineHistory, openDevnet } from '../../../src/devnet/scenario/history'
import { Progress } from '../../../src/devnet/scenario/progress'
import { devnetSettings } from '../../../src/devnet/scenario/settings'
import { type Anvil, startAnvil } from '../../../src/embedded/anvil'
import { freePortFrom } from '../../../src/embedded/ports'

export const now = Date.parse('2026-09-20T00:00:00Z') / 1000
const wanted = { until: '2026-09-01', seed: 3 }
export const silent = new Progress(() => undefined)

/** A devnet in a folder of its own, on a node that can be killed and replaced. */
export class TestDevnet {
  readonly dataDir = mkdtempSync(path.join(os.tmpdir(), 'assay-scenario-'))
  #node: Anvil | undefined
  #nodes = 0

  get node(): Anvil {
    return this.#node!
  }

  /** A node that remembers nothing. */
  async startNode(genesisTime = devnetSettings(this.dataDir, wanted, now).genesisTime): Promise<void> {
    const port = await freePortFrom(19_000 + Math.floor((process.pid % 500) * 20))
    const dataDir = path.join(this.dataDir, `anvil-${this.#nodes++}`)
    this.#node = await startAnvil({ dataDir, port, genesisTime })
  }

  async killNode(): Promise<void> {
    if (this.#node === undefined) return
    const { pid, exited } = this.#node
    this.#node = undefined
    process.kill(pid, 'SIGKILL')
    await exited
  }

  open(): Promise<Devnet> {
    const settings = devnetSettings(this.dataDir, wanted, now)
    return openDevnet({ rpc: this.node.http, dataDir: this.dataDir, settings, now }, silent)
  }

  async end(): Promise<void> {
    await this.killNode()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

export interface Mined {
  readonly number: number
  readonly hash: string
  readonly transactions: number
}

/** Mines history until block `number` or a little later: whole batches. */
export async function mineUntil(devnet: Devnet, number: number, onBatch = () => {}): Promise<Mined[]> {
  const enough = new AbortController()
  const mined: Mined[] = []
  await mineHistory(devnet, silent, enough.signal, (blocks) => {
    mined.push(...blocks.map(({ number, hash, transactions }) => ({ number, hash, transactions })))
    if (mined.at(-1)!.number >= number) enough.abort()
    else onBatch()
  })
  return mined
}
