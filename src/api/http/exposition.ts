export type Labels = Readonly<Record<string, string | number>>

/** The text format of Prometheus, version 0.0.4. */
export class Exposition {
  private readonly lines: string[] = []

  family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): void {
    this.lines.push(`# HELP ${name} ${help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}`, `# TYPE ${name} ${type}`)
  }

  sample(name: string, labels: Labels, value: number | bigint): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(String(text))}"`)
    this.lines.push(`${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`)
  }

  /** A gauge and its samples; what is null is left out. */
  gauge(name: string, help: string, samples: Iterable<readonly [Labels, number | bigint | null]>): void {
    this.family(name, 'gauge', help)
    for (const [labels, value] of samples) if (value !== null) this.sample(name, labels, value)
  }

  text(): string {
    return `${this.lines.join('\n')}\n`
  }
}

/** The three characters a label value cannot hold as they are. */
function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
}
