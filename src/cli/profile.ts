import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { checksummedIn } from '../config/checksummed'
import { readEnv } from '../config/env'
import { loadProfile, parseProfile } from '../config/profile'
import { type Address, address } from '../economics/units'
import { asTable } from '../embedded/supervisor/doctor/check'
import { AssayError } from '../errors'
import { type Keccak, loadKeccak } from '../keccak'
import { bounded } from '../preflight/bounded'
import { checkNode } from '../preflight/checkNode'
import { checkProfile, PATIENT_MS } from '../preflight/checkProfile'
import { draftProfile } from '../preflight/draftProfile'
import { askedAt } from '../preflight/endpoints'
import { asText } from '../preflight/line'
import { isIntact } from '../preflight/profile/written'
import { keepSecretUrl } from '../process/secrets'
import { checksOf } from './doctor'

type Options = { token: string; rpc: string; name?: string; out?: string; contract?: string[] }

export function register(program: Command): void {
  const profile = program.command('profile').description('profiles of networks')
  profile
    .command('init')
    .description('write a profile from what the chain says of a token')
    .requiredOption('--token <address>', 'the ERC-20')
    .requiredOption('--rpc <url>', 'a node of its chain; a key in it is not written')
    .option('--name <name>', 'of the network (default: from the symbol)')
    .option('--contract <address...>', 'contracts of the network, recognised by their views')
    .option('--out <file>', 'where to write it (default: standard output); an existing file is left as it is')
    .addHelpText(
      'after',
      `
Example:
  assay profile init --token 0x… --rpc http://127.0.0.1:8545 --out my-network.json
  assay up --profile my-network.json`,
    )
    .action(init)
  profile
    .command('check <file>')
    .description('compare a profile with its chain and its node, every line; exit 1 if a field is wrong')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  RPC_MY_NETWORK_HTTP=https://… assay profile check my-network.json')
    .action(check)
}

async function check(file: string, { json = false }: { json?: boolean }): Promise<void> {
  const checks = await checksOf(loadProfile(file, readEnv().variables))
  const problems = checks.filter(({ status }) => status === 'problem').length
  if (json) console.log(JSON.stringify({ ok: problems === 0, checks }, null, 2))
  else {
    console.log(asTable(checks))
    console.log(problems === 0 ? `\n${file} is right for its chain` : `\n${problems} to mend in ${file}`)
  }
  // A socket that was opened for the questions would keep the process.
  process.exit(problems === 0 ? 0 : 1)
}

/** The bisection of a birth and the views of every kind, of each contract that is named. */
const DRAFT_BOUNDS = { requests: 1_000, ms: PATIENT_MS, inFlight: 4 }

async function init(options: Options): Promise<void> {
  const { rpc } = options
  keepSecretUrl(rpc)
  if (!URL.canParse(rpc) || !/^(https?|wss?):$/.test(new URL(rpc).protocol))
    throw new AssayError('E-USAGE', '--rpc is not the URL of a node', { next: 'Give http(s)://… or ws(s)://….' })
  const asked = askedAt(rpc)
  const keccak = await loadKeccak()
  const known = {
    ...{ rpcUrl: rpc, name: options.name, token: parsed('--token', options.token, keccak) },
    contracts: (options.contract ?? []).map((each) => parsed('--contract', each, keccak)),
  }
  const { profile: draft, notes } = await draftProfile(known, bounded(asked.node, DRAFT_BOUNDS))
  for (const note of notes) console.error(`note: ${note}`)
  const parsedDraft = parseProfile(draft, 'the draft', {})
  const [outcome, ofNode] = await Promise.all([
    checkProfile(parsedDraft, asked.node, 'whole', PATIENT_MS),
    checkNode(parsedDraft, asked),
  ])
  if (outcome.state === 'away') console.error(`note: not compared with its chain: ${outcome.why}`)
  const lines = [...(outcome.state === 'looked' ? outcome.lines : []), ...ofNode]
  for (const line of lines)
    if (!['ok', 'refuse'].includes(line.severity)) console.error(`${line.severity}: ${asText(line)}`)
  // What the chain itself says is no mistake that could be mended: of such a token no figure would be right.
  const refused = lines.find(({ severity }) => severity === 'refuse')
  if (refused)
    throw new AssayError('E-PREFLIGHT', `no profile is written: ${asText(refused)}`, {
      next: 'Give another token or node; docs/networks.md says what is served.',
    })
  const is = (field: string) => lines.some((line) => line.field === field && line.severity === 'lower')
  const profile = { ...draft, ...(is('blooms') && { blooms: false }), ...(is('logIndexes') && { logIndexes: 'odd' }) }
  const text = JSON.stringify(profile, null, 2)
  if (options.out === undefined) console.log(text)
  else write(text, options.out)
  // A socket that was opened for the questions would keep the process.
  process.exit(0)
}

function parsed(option: string, text: string, keccak: Keccak): Address {
  const [found] = checksummedIn(text)
  if (found && !isIntact(text, keccak))
    throw new AssayError('E-USAGE', `${option} ${text} is mistyped: its capitals are not those of its checksum`, {
      next: 'Give the address as an explorer shows it; in lower case if you are sure of it.',
    })
  try {
    return address(text)
  } catch {
    throw new AssayError('E-USAGE', `${option} ${text} is not an address`, { next: 'Give 0x and 40 hex digits.' })
  }
}

function write(text: string, file: string): void {
  try {
    writeFileSync(file, `${text}\n`, { flag: 'wx' })
  } catch (cause) {
    throw new AssayError('E-USAGE', `cannot write ${file}: ${(cause as NodeJS.ErrnoException).code}`, {
      next: 'Name a file that does not exist yet, in a folder that does.',
      cause,
    })
  }
  console.error(`written: ${file}; next: assay up --profile ${file}`)
}
