const tones: Readonly<Record<string, string>> = {
  open: 'good',
  settled: 'good',
  published: 'good',
  completed: 'good',
  approved: 'warn',
  verified: 'warn',
  computed: 'warn',
  planned: 'warn',
  failed: 'bad',
  'dead-lettered': 'bad',
  jailed: 'bad',
}

/** A state in a word; the colour only repeats it. */
export function State({ name }: { name: string }) {
  return <span className={`badge ${tones[name] ?? ''}`}>{name}</span>
}
