import type { Hex } from 'viem'
import type { Node } from '../../chain/node'
import type { ContractKind, Profile, ProfileContract } from '../../config/profile'
import type { Address } from '../../economics/units'
import { contractKinds, markOf } from '../../protocols'
import { codeAt, NOTHING, viewOf, wordsOf } from '../contract'
import { type Line, note, ok, refuse } from '../line'
import { generationLines } from './generation'
import { pairLines } from './pair'

/** Whether each contract is there, is of its kind, and is about the profile's token. */
export async function contractLines(profile: Profile, node: Node): Promise<Line[]> {
  const lines = Object.entries(profile.contracts).map(([name, contract]) => linesOf(profile, node, name, contract))
  return (await Promise.all(lines)).flat()
}

async function linesOf(profile: Profile, node: Node, name: string, contract: ProfileContract): Promise<Line[]> {
  const { address, kind } = contract
  const field = `contracts.${name}`
  const code = await codeAt(node, address)
  if (code === NOTHING)
    return [
      refuse(
        `${field}.address`,
        `no contract at ${address}`,
        `a ${kind}`,
        'its address on this chain, or leave it out',
      ),
    ]
  const kindLine = await lineOfKind(node, field, contract, code)
  if (kindLine.severity === 'refuse') return [kindLine]
  return [
    kindLine,
    ...(await tokenLines(profile, node, field, contract)),
    ...(kind === 'destra-pool' ? await generationLines(node, field, contract, code) : []),
    ...(kind === 'uniswap-v2' ? await pairLines(profile, node, field, contract) : []),
  ]
}

async function lineOfKind(node: Node, field: string, { address, kind }: ProfileContract, code?: Hex): Promise<Line> {
  const answers = await answersAs(node, address, kind)
  if (answers === undefined) return note(`${field}.kind`, `the node does no eth_call: nobody has confirmed a ${kind}`)
  const own = emits(code, kind)
  const told = markOf(kind).byCode
  if (answers && (own || !told)) return ok(`${field}.kind`, `a ${kind} at ${address}`)
  const other = own && answers ? undefined : await otherKind(node, address, kind, code)
  const { name } = markOf(kind).view
  if (other !== undefined) return mistaken(field, kind, `a ${other} at ${address}`, `"kind": "${other}"`)
  if (answers) return note(`${field}.kind`, `${address} answers ${name}, as a ${kind} does; its code tells no more`)
  if (own) return note(`${field}.kind`, `${address} emits the events of a ${kind}, and does not answer ${name}`)
  return mistaken(field, kind, `${address} does not answer ${name}`, `the address of a ${kind}`)
}

/** A pool that does not say what it stakes has a code of its own, since there were pools. */
function mistaken(field: string, kind: ContractKind, found: string, write: string): Line {
  const line = refuse(`${field}.${write.startsWith('"kind"') ? 'kind' : 'address'}`, found, `a ${kind}`, write)
  return kind === 'destra-pool' ? { ...line, isPool: true } : line
}

/** undefined where the node does not say. */
async function answersAs(node: Node, address: Address, kind: ContractKind): Promise<boolean | undefined> {
  const { data, words } = markOf(kind).view
  const answer = await viewOf(node, address, data)
  return answer === undefined ? undefined : wordsOf(answer) === words
}

function emits(code: Hex | undefined, kind: ContractKind): boolean {
  return code !== undefined && markOf(kind).topics.some((topic) => code.includes(topic.slice(2)))
}

async function otherKind(node: Node, address: Address, kind: ContractKind, code?: Hex) {
  return (await kindsOf(node, address, code)).find((other) => other !== kind)
}

/** What a contract may be, by its views and, where those do not tell, by its code. */
export async function kindsOf(node: Node, address: Address, code: Hex | undefined): Promise<ContractKind[]> {
  const by = await Promise.all(
    contractKinds.map(async (kind) =>
      markOf(kind).byCode ? emits(code, kind) : (await answersAs(node, address, kind)) === true,
    ),
  )
  return contractKinds.filter((_, at) => by[at])
}

/** A contract of another network has figures of another network. */
async function tokenLines(profile: Profile, node: Node, field: string, contract: ProfileContract): Promise<Line[]> {
  const { address, kind } = contract
  const { token } = markOf(kind)
  if (token === undefined) return []
  const answer = await viewOf(node, address, token.data)
  if (answer === undefined || wordsOf(answer) !== 1) return []
  const found = `0x${answer.slice(26)}`
  if (found === profile.token.address) return [ok(`${field}.address`, `${token.name} is the token`)]
  const line = refuse(
    `${field}.address`,
    `${address}, whose ${token.name} is ${found}`,
    `a ${kind} of ${profile.token.address}`,
    `Mend the address of the ${kind}, or token.address`,
  )
  return [kind === 'destra-pool' ? { ...line, isPool: true } : line]
}
