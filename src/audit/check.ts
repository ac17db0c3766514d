/** One question an auditor asks, answered twice. Amounts are base units. */
export interface Check {
  readonly id: string
  readonly title: string
  readonly ok: boolean
  readonly expected: string
  readonly actual: string
  readonly evidence: Readonly<Record<string, string>>
}
