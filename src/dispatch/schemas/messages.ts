/**
 * JSON Schemas (2020-12 vocabulary that draft-07 shares) of the data of each CloudEvents type; docs/asyncapi.yaml shows
 * the same. Unknown fields are refused: a field somebody relies on must not be dropped in silence.
 */
const jobId = { type: 'string', pattern: '^0x[0-9a-f]{64}$' } as const
/** in any case, as wallets write it; readers get it in lower case: see message.ts */
export const account = { type: 'string', pattern: '^0x[0-9a-fA-F]{40}$' } as const
const network = { type: 'string', pattern: '^[a-z][a-z0-9-]{1,31}$' } as const
/** uint256 in decimal: an amount is never a JSON number */
const amount = { type: 'string', pattern: '^(0|[1-9][0-9]{0,77})$' } as const
/** bigint of PostgreSQL */
const token = { type: 'string', pattern: '^[1-9][0-9]{0,17}$' } as const
const label = { type: 'string', minLength: 1, maxLength: 64, pattern: '^[\\x20-\\x7e]+$' } as const
const text = { type: 'string', maxLength: 500, pattern: '^[^\\u0000]*$' } as const
/** of a result: all zeros is what somebody sends who has computed nothing */
const digest = { type: 'string', pattern: '^0x(?!0{64}$)[0-9a-f]{64}$' } as const
/** When and by whom a report was signed: milliseconds since 1970, and the signature of reports/typedData.ts. A network without a node registry has neither. */
const signed = {
  signedAt: { type: 'integer', minimum: 0, maximum: 8_640_000_000_000_000 },
  signature: { type: 'string', pattern: '^0x[0-9a-f]{130}$' },
} as const
const memoryGb = { type: 'integer', minimum: 1, maximum: 100_000 } as const

/** -9 to 9: enough to order one's own jobs by */
const priority = { type: 'integer', minimum: -9, maximum: 9 } as const
/** of this millennium, in UTC, to the millisecond */
const instant = {
  type: 'string',
  format: 'date-time',
  pattern: '^2[0-9]{3}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?Z$',
} as const
const unsigned = Object.keys(signed)

const object = (properties: Record<string, object>, optional: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
})

export const messageSchemas = {
  'assay.job.requested.v1': object(
    {
      jobId,
      network,
      user: account,
      adaptor: account,
      pool: label,
      model: label,
      memoryGb,
      region: label,
      maxComputeUnits: { ...amount, pattern: '^[1-9][0-9]{0,29}$' },
      seed: text,
      priority,
      notBefore: instant,
      deadline: instant,
    },
    ['model', 'region', 'priority', 'notBefore', 'deadline'],
  ),
  'assay.job.cancel.requested.v1': object({ jobId, reason: text }),
  'assay.job.assigned.v1': object({
    jobId,
    network,
    attempt: { type: 'integer', minimum: 1 },
    token,
    node: account,
    gpu: label,
    maxComputeUnits: amount,
    seed: text,
    expiresAt: { type: 'string', format: 'date-time' },
  }),
  'assay.job.progress.v1': object(
    { jobId, token, node: account, percent: { type: 'integer', minimum: 0, maximum: 100 }, ...signed },
    unsigned,
  ),
  'assay.job.completed.v1': object(
    { jobId, token, node: account, computeUnits: amount, resultDigest: digest, ...signed },
    unsigned,
  ),
  'assay.job.failed.v1': object({ jobId, token, node: account, reason: text, ...signed }, unsigned),
  'assay.node.heartbeat.v1': object(
    {
      network,
      node: account,
      gpus: { type: 'array', maxItems: 256, items: object({ gpu: label, model: label, memoryGb, region: label }) },
      ...signed,
    },
    unsigned,
  ),
  'assay.settlement.requested.v1': object({ jobId, network, action: { enum: ['open', 'settle', 'refund'] } }),
  'assay.settlement.reconciled.v1': object({
    jobId,
    network,
    billId: jobId,
    outcome: { enum: ['settled', 'refunded'] },
    cost: amount,
  }),
} as const

export type MessageType = keyof typeof messageSchemas

interface Signed {
  signedAt?: number
  signature?: string
}

/** Data of each type, as it is after validation. Amounts and tokens are decimal strings. */
export interface MessageData {
  'assay.job.requested.v1': {
    jobId: string
    network: string
    user: string
    adaptor: string
    pool: string
    /** GPU model; absent: any */
    model?: string
    memoryGb: number
    region?: string
    /** micro-CU */
    maxComputeUnits: string
    /** what is computed: see worker/work.ts */
    seed: string
    /** among the requester's own jobs, the greatest first; absent: 0 */
    priority?: number
    /** no node begins it earlier, ISO UTC */
    notBefore?: string
    /** a job that no node has begun by then is given back, ISO UTC */
    deadline?: string
  }
  'assay.job.cancel.requested.v1': { jobId: string; reason: string }
  'assay.job.assigned.v1': {
    jobId: string
    network: string
    attempt: number
    token: string
    node: string
    gpu: string
    maxComputeUnits: string
    seed: string
    expiresAt: string
  }
  'assay.job.progress.v1': Signed & { jobId: string; token: string; node: string; percent: number }
  'assay.job.completed.v1': Signed & {
    jobId: string
    token: string
    node: string
    computeUnits: string
    resultDigest: string
  }
  'assay.job.failed.v1': Signed & { jobId: string; token: string; node: string; reason: string }
  'assay.node.heartbeat.v1': Signed & {
    network: string
    node: string
    gpus: { gpu: string; model: string; memoryGb: number; region: string }[]
  }
  'assay.settlement.requested.v1': { jobId: string; network: string; action: 'open' | 'settle' | 'refund' }
  'assay.settlement.reconciled.v1': {
    jobId: string
    network: string
    billId: string
    outcome: 'settled' | 'refunded'
    cost: string
  }
}
