import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { cachedDataVersionTag } from 'node:v8'
import { Script } from 'node:vm'

/** The modules of a bundle by their files; each is run when it is first asked for. */
export type Modules = Readonly<Record<string, () => unknown>>

/** A file of many modules, run as Node runs one, with what V8 compiled of it when it was packed. */
export class Bundle {
  private readonly script: Script

  constructor(private readonly file: string) {
    // All ASCII, as scripts/pack.mjs writes it.
    const source = readFileSync(file, 'latin1')
    const cachedData = existsSync(this.compiled) ? readFileSync(this.compiled) : undefined
    this.script = new Script(`(function (exports, require, module, __filename, __dirname) { ${source}\n})`, {
      filename: file,
      cachedData,
    })
  }

  /** Whether V8 could not use what was compiled: it is another V8, or was started with other flags. */
  get refused(): boolean | undefined {
    return this.script.cachedDataRejected
  }

  modules(): Modules {
    const module = { exports: {} as Modules }
    const { file } = this
    this.script.runInThisContext()(module.exports, createRequire(file), module, file, path.dirname(file))
    return module.exports
  }

  /** Keeps what has been compiled so far for later starts. V8 does not compare it with the source: both are made together. */
  keepCompiled(): void {
    const unfinished = `${this.compiled}.new`
    writeFileSync(unfinished, this.script.createCachedData())
    renameSync(unfinished, this.compiled)
  }

  /** By what V8 asks of it: its own version and flags. */
  private get compiled(): string {
    return `${this.file}.${cachedDataVersionTag().toString(16)}.compiled`
  }
}
