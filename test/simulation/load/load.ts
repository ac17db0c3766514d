import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../../../src/devnet/scenario/random'
import type { ChainView } from '../node/chainView'
import { type Answer, type Question, questions } from './questions'
import { postJson, type Reply } from './request'

/**
 * What each client asks, one after the other: fewer clients than the api has connections, so that a busy pool is not
 * what is tried, and some that never wait for ClickHouse.
 */
const ofPostgres = questions.filter(({ store }) => store === 'postgres')
const clients = [ofPostgres, ofPostgres, questions.filter(({ store }) => store === 'clickhouse')]
/** Pause of a client between an answer and its next question. */
const PAUSE_MS = 25
/** Faults kept: the first says the most. */
const MOST_FAULTS = 5

/** Codes that an answer may carry in whatever trouble: a machine that is busy says so. */
const CALM = ['E-BUSY', 'E-QUERY-TIMEOUT'] as const

/** Codes that an answer may carry now, by the store its question needs. */
export type Excused = Readonly<Record<Question['store'], readonly string[]>>

interface Body {
  readonly data?: Answer
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

interface Answered {
  right: number
  /** errors that were excused, by code */
  readonly errors: Map<string, number>
}

/**
 * Clients that go on asking, whatever happens. Every answer must be right, or an error that the trouble of the moment
 * excuses; anything else is a fault of Assay.
 */
export class Load {
  readonly faults: string[] = []
  readonly answers = new Map<string, Answered>()
  /** hashes of the blocks that right answers named */
  readonly blocks = new Set<string>()
  private knowsHead = false
  private excused: Excused = { postgres: ['E-NOT-INDEXED-YET'], clickhouse: ['E-NOT-INDEXED-YET'] }
  private running = true
  private readonly clients: Promise<void>[]

  constructor(
    private readonly view: ChainView,
    private readonly url: () => string | undefined,
    random: Random,
  ) {
    // Drawn once: how many questions fit into a trial is the machine's affair, and must not shift its other draws.
    const start = random.int(0, questions.length - 1)
    this.clients = clients.map((asks, n) => this.client(asks, start + n))
  }

  /** Right answers so far. */
  get right(): number {
    return [...this.answers.values()].reduce((sum, each) => sum + each.right, 0)
  }

  rightOf(name: string): number {
    return this.answers.get(name)?.right ?? 0
  }

  excuse(excused: Partial<Excused>): void {
    this.excused = { postgres: [], clickhouse: [], ...excused }
  }

  /** Errors with a code, of all questions or of one. */
  errorsOf(code: string): number {
    return [...this.answers.values()].reduce((sum, each) => sum + (each.errors.get(code) ?? 0), 0)
  }

  async stop(): Promise<void> {
    this.running = false
    await Promise.all(this.clients)
  }

  private async client(asks: readonly Question[], first: number): Promise<void> {
    for (let n = first; this.running; n++) {
      const url = this.url()
      if (url !== undefined) await this.ask(`${url}/graphql`, asks, n)
      await sleep(PAUSE_MS)
    }
  }

  /** One question by itself, or now and then two in a batch, each of which is answered by itself. */
  private async ask(url: string, asks: readonly Question[], n: number): Promise<void> {
    const asked = [asks[n % asks.length]!]
    if (n % 7 === 0) asked.push(asks[(n + 1) % asks.length]!)
    const operations = asked.map(({ query, variables }) => ({ query, variables: variables?.(this.view) ?? {} }))
    try {
      const reply = await postJson(url, operations.length === 1 ? operations[0] : operations)
      if (!this.running) return
      const answers = parsed(reply, asked)
      asked.forEach((question, i) => {
        this.judge(question, answers[i]!, reply, asked.length === 1)
      })
    } catch (error) {
      if (this.running) this.fault(`${asked.map(({ name }) => name)}: ${(error as Error).message}`)
    }
  }

  private judge(question: Question, { data, errors = [] }: Body, reply: Reply, isAlone: boolean): void {
    const kept = this.answers.get(question.name) ?? { right: 0, errors: new Map<string, number>() }
    this.answers.set(question.name, kept)
    for (const { extensions } of errors)
      kept.errors.set(codeOf(extensions), (kept.errors.get(codeOf(extensions)) ?? 0) + 1)
    const wrong =
      this.refused(question, { data, errors }, reply, isAlone) ??
      (errors.length === 0 ? question.wrong(data, this.view) : undefined)
    if (wrong !== undefined) this.fault(`${question.name}: ${wrong}`)
    else if (errors.length === 0) {
      kept.right += 1
      if (data.supply) this.blocks.add(data.supply.indexedBlock.hash)
      if (data.status) this.remembers(data.status[0].head)
    }
  }

  /** What is wrong with an answer that is an error; undefined for one that nothing but the trouble of now explains. */
  private refused(
    { store }: Question,
    { data, errors }: Body,
    { status, headers, text }: Reply,
    isAlone: boolean,
  ): string | undefined {
    if (status >= 500 && status !== 503) return `status ${status}: ${text.slice(0, 500)}`
    for (const { extensions, message } of errors ?? []) {
      const code = codeOf(extensions)
      if (![...CALM, ...this.excused[store]].includes(code)) return `${code} ${message}`
    }
    // Part of an answer, or of a batch, may be there: then the whole is no 503, and there is nothing to come back for.
    const isAway = (errors ?? []).some(({ extensions }) => codeOf(extensions) === 'E-STORE-AWAY')
    if (isAway && status === 503 && headers['retry-after'] === undefined) return 'E-STORE-AWAY without Retry-After'
    if (isAway && status === 200 && isAlone && !data) return 'E-STORE-AWAY with status 200'
    return undefined
  }

  /** The last known head of a chain is known as long as the process lives. */
  private remembers(head: number | null): void {
    if (head !== null) this.knowsHead = true
    else if (this.knowsHead) this.fault('the api has forgotten the last head that its node told')
  }

  private fault(what: string): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(`the load: ${what}`)
  }
}

function parsed({ text, status }: Reply, asked: readonly Question[]): Body[] {
  let body: Body | Body[]
  try {
    body = JSON.parse(text) as Body | Body[]
  } catch {
    throw new Error(`no JSON, status ${status}: ${text.slice(0, 200)}`)
  }
  if (asked.length === 1) return [body as Body]
  // A batch that is refused whole is one answer to all of it.
  return Array.isArray(body) && body.length === asked.length ? body : asked.map(() => body as Body)
}

const codeOf = (extensions: { readonly code?: string } | undefined) => extensions?.code ?? '(no code)'
