import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AssayError } from '../errors'
import { keepSecretUrl } from '../process/secrets'
import { oneMeaningEach } from './addresses'
import { approval } from './approval'
import { campaign } from './campaign'
import { type Checksummed, checksummedIn } from './checksummed'
import { cumulativePrograms } from './cumulative'
import { dispatch, signedOnlyWithRegistry } from './dispatch'
import { endpointList } from './endpointList'
import { rpcFromEnv } from './env'
import { expiry, impossibleExpiries } from './expiry'
import {
  accountField,
  addressField,
  assetField,
  baseUnits,
  block,
  bps,
  deployedField,
  LARGEST_AMOUNT,
  seconds,
} from './fields'
import { fieldOf, foundAt } from './profileIssue'

/** Every kind of contract a profile may name, beside its token; src/protocols/ has a folder for each, and compares. */
export const contractKinds = [
  'destra-pool',
  'dgrid-bill',
  'dgrid-nodes',
  'revenue-vault',
  'merkle-distributor',
  'deepnode-router',
  'deepnode-emissions',
  'votes',
  'usage-burner',
  'uniswap-v2',
  'cumulative-distributor',
] as const
export type ContractKind = (typeof contractKinds)[number]

/** No token in use has more; yields and shares are computed with so many. */
export const MAX_DECIMALS = 36

/** Fields that only one kind reads. */
const fieldsOfKind = { generation: 'destra-pool', tokenIndex: 'uniswap-v2', windowSeconds: 'uniswap-v2' } as const

const contract = z
  .strictObject({
    address: deployedField,
    kind: z.enum(contractKinds),
    /** which of a pool's three generations is deployed */
    generation: z.union([z.literal(1), z.literal(2), z.literal(3)], 'must be 1, 2 or 3').optional(),
    /** which of the pair's tokens is the network's; the other is the asset of its revenue */
    tokenIndex: z.union([z.literal(0), z.literal(1)], 'must be 0 or 1').optional(),
    /** a yield's price is time-weighted over so long before the yield's end */
    windowSeconds: seconds(60).optional(),
  })
  .superRefine((given, ctx) => {
    for (const [field, kind] of Object.entries(fieldsOfKind))
      if (field in given && given.kind !== kind)
        ctx.addIssue({ code: 'custom', path: [field], message: `is of a ${kind} alone, and this is a ${given.kind}` })
  })
  // In every contract, so that whoever has found one of a kind has its fields.
  .transform((given) => ({ generation: 3 as const, tokenIndex: 0 as const, windowSeconds: 604_800, ...given }))

const revenueSplit = z
  .strictObject({ fromBlock: block, stakers: bps, nodes: bps, buyback: bps })
  .refine((split) => split.stakers + split.nodes + split.buyback === 10_000, {
    message: 'stakers + nodes + buyback must sum to 10000',
  })

const labelled = z.strictObject({ address: accountField, label: z.string().min(1) })

const vesting = z
  .strictObject({
    label: z.string().min(1),
    total: baseUnits,
    start: seconds(0),
    cliffSeconds: seconds(0).default(0),
    end: seconds(0),
    stepSeconds: seconds(1).default(1),
  })
  .refine(({ start, end }) => end > start, { path: ['end'], message: 'must be after start' })
  .refine(({ start, cliffSeconds, end }) => start + cliffSeconds <= end, {
    path: ['cliffSeconds'],
    message: 'must not reach beyond end',
  })

const shape = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{1,31}$/, 'must be lower-case letters, digits and -'),
    chainId: z.number().int().positive(),
    /** http(s) or ws(s) URL, or ${VARIABLE}, or several, the first preferred; RPC_<NETWORK>_HTTP and _WS override it */
    rpc: z.union([z.string(), z.array(z.string()).min(1)], 'must be a URL, or a list of URLs').optional(),
    startBlock: block.default(0),
    finalityConfirmation: z.number().int().min(1).default(75),
    /** whether the bloom of a header is made of the logs of its block, and of nothing else */
    blooms: z.boolean().default(true),
    /** how the logs of a block are numbered */
    logIndexes: z.enum(['from-zero', 'odd']).default('from-zero'),
    token: z.strictObject({
      address: deployedField,
      symbol: z.string().min(1),
      decimals: z.number().int().min(0).max(MAX_DECIMALS),
      /** null when the network declares none */
      max: baseUnits.nullable().default(null),
      burnSinks: z.array(addressField).min(1),
      /** a Transfer to 0x0 lowers totalSupply(); false where the token credits balance(0x0) instead, as DSYNC does */
      burnReducesTotal: z.boolean().default(true),
      /** the token may credit itself a fee without a Transfer (domain.md §2, trap 1) */
      silentFees: z.boolean().default(false),
      excludedFromCirculating: z.array(labelled).default([]),
    }),
    contracts: z.record(z.string(), contract).default({}),
    /** which class an account belongs to, beyond what its contract kind says */
    accounts: z
      .array(
        z.strictObject({
          address: accountField,
          class: z.enum(['treasury', 'governance', 'rewards', 'fees', 'emission-reserve', 'foundation', 'escrow']),
          label: z.string().min(1),
        }),
      )
      .default([]),
    /** tokens sent to a burn sink from here are a `profile buyback` */
    buybackAddresses: z.array(accountField).default([]),
    /** label → first receiver of an allocation of the initial issuance */
    allocations: z.array(labelled).default([]),
    revenueSplitBps: z
      .array(revenueSplit)
      .refine((all) => new Set(all.map(({ fromBlock }) => fromBlock)).size === all.length, {
        message: 'must begin at different blocks',
      })
      .default([]),
    /** asset of a network's revenue: `eth` or a token address */
    revenueAsset: assetField.default('eth'),
    vesting: z.array(vesting).default([]),
    minimumNodeStake: baseUnits.optional(),
    dispatch,
    /** whether what a node reports of itself must be signed; unset: where a registry says whose it is */
    signedReports: z.boolean().optional(),
    /** what a weekly program adds to what bills accrued, by work and uptime, a week */
    mining: z
      .strictObject({ 'dgrid.nodes.weekly': baseUnits.optional(), 'dgrid.adaptors.weekly': baseUnits.optional() })
      .default({}),
    campaigns: z
      .array(campaign)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
        message: 'must have different names',
      })
      .default([]),
    programs: z.array(z.string()).default([]),
    /** those of them that one claim pays for all periods */
    cumulative: z.array(z.string()).default([]),
    /** who signs a distribution before it is published; unset: whoever is named by `rewards approve` */
    approval: approval.optional(),
    /** program → when its distributions can be claimed no more; the others can for ever */
    expiry: z.record(z.string(), expiry).default({}),
  })
  .superRefine((given, ctx) => {
    for (const [path, message] of impossibleExpiries(given))
      ctx.addIssue({ code: 'custom', path: ['expiry', ...path], message })
  })
  .superRefine(cumulativePrograms)
  .superRefine(signedOnlyWithRegistry)
  .superRefine(oneMeaningEach)
  .superRefine(({ token, campaigns }, ctx) => {
    campaigns.forEach(({ asset, pot, price }, at) => {
      const whole = 10n ** BigInt(asset === 'eth' ? 18 : token.decimals)
      if (price && price.perToken > 0n && (pot * whole) / price.perToken > LARGEST_AMOUNT)
        ctx.addIssue({ code: 'custom', path: ['campaigns', at, 'pot'], message: 'converts to more than 2^256 − 1' })
    })
  })

export type Profile = Readonly<z.output<typeof shape>> & {
  /** where requests go: over HTTP where there is one, its answers may be as large as they like. The first of `rpcUrls` */
  readonly rpcUrl: string | undefined
  /** the endpoints of the chain, the preferred one first: the next is asked where one is away or refuses */
  readonly rpcUrls: readonly string[]
  /** WebSocket that pushes new heads */
  readonly pushUrl: string | undefined
  /** endpoint that must agree with it before a block becomes final */
  readonly checkRpcUrl: string | undefined
  /** between two polls for the head where none is pushed */
  readonly headPollMs: number | undefined
  readonly checksummed: readonly Checksummed[]
}
export type ProfileContract = z.output<typeof contract>
/** Contracts of a kind, in the profile's order. */
export function contractsOf({ contracts }: Pick<Profile, 'contracts'>, kind: ContractKind): ProfileContract[] {
  return Object.values(contracts).filter((each) => each.kind === kind)
}

/** A profile as its author writes it, before defaults and parsing. */
export type ProfileInput = z.input<typeof shape>

/** @throws AssayError E-PROFILE naming the field and what it must be */
export function parseProfile(input: unknown, origin: string, env: NodeJS.ProcessEnv = process.env): Profile {
  const parsed = shape.safeParse(input)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const field = fieldOf(issue)
    const found = foundAt(input, issue)
    throw new AssayError('E-PROFILE', `${origin}: field ${field}: ${issue.message}${found}`, {
      next: `Mend ${field} in ${origin}; docs/networks.md describes every field.`,
      details: { issues: parsed.error.issues.map((each) => ({ field: fieldOf(each), message: each.message })) },
    })
  }
  const profile = parsed.data
  const fromEnv = rpcFromEnv(profile.name, env)
  const named = [profile.rpc ?? []].flat().flatMap((each) => {
    const variable = each.match(/^\$\{(\w+)\}$/)?.[1]
    return endpointList((variable ? env[variable] : each) ?? '')
  })
  const rpcUrls = [...new Set(fromEnv.http ?? (fromEnv.ws ? [fromEnv.ws] : named))]
  const [rpcUrl] = rpcUrls
  // A key may stand in the profile itself, or in the variable it names.
  for (const url of [...rpcUrls, fromEnv.ws, fromEnv.check]) if (url) keepSecretUrl(url)
  const pushUrl = fromEnv.ws ?? (rpcUrl?.startsWith('ws') ? rpcUrl : undefined)
  return deepFreeze({
    ...{ ...profile, rpcUrl, rpcUrls, pushUrl, checkRpcUrl: fromEnv.check, headPollMs: fromEnv.pollMs },
    checksummed: checksummedIn(input),
  })
}

/** @throws AssayError E-PROFILE-FILE when the file cannot be read or is not JSON; E-PROFILE when a field is wrong */
export function loadProfile(file: string, env: NodeJS.ProcessEnv = process.env): Profile {
  let input: unknown
  try {
    // Some editors begin a file with a mark of its byte order.
    input = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new AssayError('E-PROFILE-FILE', `cannot read profile ${file}: ${(cause as Error).message}`, {
      next: 'Give the path of a JSON profile; profiles/ holds the shipped ones.',
      cause,
    })
  }
  return parseProfile(input, file, env)
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
