import { mkdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type RunningKafka, startKafka } from '../../../src/embedded/kafka/broker'
import type { BrokerListener } from '../../../src/embedded/kafka/properties'
import { AssayError } from '../../../src/errors'

/**
 * A real broker for a file of tests. A machine without Java, Maven or a way to Maven Central has none: then `absence`
 * says which and why, as the start of `assay up` does, and what needs a broker cannot be tried there.
 */
export class TestBroker {
  kafka: RunningKafka | undefined
  absence: AssayError | undefined
  private readonly folder: string

  constructor(
    name: string,
    private readonly also?: BrokerListener,
  ) {
    this.folder = path.join(os.tmpdir(), `assay-test-kafka-${name}-${process.pid}`)
  }

  async start(): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    try {
      this.kafka = await this.run(0)
    } catch (error) {
      if (!(error instanceof AssayError) || error.details.reason === 'start-failed') throw error
      this.absence = error
    }
  }

  /** After a kill: the same folder and port. */
  async restart(): Promise<void> {
    this.kafka = await this.run(Number(this.kafka!.brokers.split(':')[1]))
  }

  async stop(): Promise<void> {
    await this.kafka?.stop()
    await rm(this.folder, { recursive: true, force: true })
  }

  private run(port: number): Promise<RunningKafka> {
    const cacheDir = path.join(os.homedir(), '.cache', 'assay', 'kafka')
    return startKafka({ dataDir: this.folder, port, cacheDir, log: () => undefined, also: this.also })
  }
}
