import os from 'node:os'
import path from 'node:path'
import { projectRoot } from '../../config/root'

/** Paths inside a data folder. */
export type Layout = {
  readonly dataDir: string
  readonly runDir: string
  readonly postgres: string
  readonly anvil: string
  readonly clickhouse: string
  readonly kafka: string
  log(name: string): string
}

export function layoutOf(dataDir: string): Layout {
  const inside = (...parts: string[]) => path.join(dataDir, ...parts)
  return {
    dataDir,
    runDir: inside('run'),
    postgres: inside('postgres'),
    anvil: inside('anvil'),
    clickhouse: inside('clickhouse'),
    kafka: inside('kafka'),
    log: (name) => inside('logs', `${name}.log`),
  }
}

/** Kafka is downloaded once for every clone and data folder of this user. */
export function kafkaCacheDir(): string {
  return path.join(os.homedir(), '.cache', 'assay', 'kafka')
}

/** Script of one of our processes, e.g. `devnet/scenario/main.js`, as built. */
export function builtScript(relative: string): string {
  return path.join(projectRoot, 'lib', relative)
}
