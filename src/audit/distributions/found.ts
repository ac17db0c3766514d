import { SHOWN } from '../rules'

/** What was looked at, and what of it is not so. */
export class Found {
  private readonly wrong = new Map<string, string[]>()
  reports = 0
  published = 0
  files = 0

  note(what: string, why: string): void {
    this.wrong.set(what, [...(this.wrong.get(what) ?? []), why])
  }

  get answer() {
    const { wrong, reports, published, files } = this
    const named = [...wrong].slice(0, SHOWN).map(([what, why]) => [what, why.join('; ')])
    return {
      ok: wrong.size === 0,
      expected: '0',
      actual: `${wrong.size}`,
      evidence: { reports: `${reports}`, published: `${published}`, files: `${files}`, ...Object.fromEntries(named) },
    }
  }
}
