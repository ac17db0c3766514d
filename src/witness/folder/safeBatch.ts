import { type Abi, type AbiFunction, decodeFunctionData, encodeFunctionData, formatUnits, type Hex } from 'viem'
import type { Profile } from '../../config/profile'
import { abiOf } from '../chain/abis'
import type { WitnessedProgram } from '../programs'
import type { Lie } from './lie'

/** A transaction that a Safe would make: of its data, or else of its words. */
interface Transaction {
  readonly to: string
  readonly value: string
  readonly data: string | null
  readonly contractMethod?: Pick<AbiFunction, 'name' | 'inputs'> | null
  readonly contractInputsValues?: Readonly<Record<string, string>> | null
}

/** What is published, and would be paid. */
export interface Publishing {
  readonly id: string
  readonly period: string
  readonly root: string
  readonly total: string
  readonly reportHash: string
}

/** A Safe batch in words, and what of it does something else than publish and fund the distribution. */
interface BatchRead {
  readonly words: readonly string[]
  readonly lies: readonly Lie[]
}

const WHAT = 'safe-batch.json'

export function readSafeBatch(text: string, profile: Profile, program: WitnessedProgram, of: Publishing): BatchRead {
  let batch: { chainId?: unknown; transactions?: Transaction[]; meta?: { name?: unknown; description?: unknown } }
  try {
    batch = JSON.parse(text)
    batch.transactions!.map((each) => [each.to.length, BigInt(each.value), madeOf(each).length])
  } catch {
    return { words: [], lies: [{ what: WHAT, where: '(the file)', found: 'no batch', wanted: 'JSON of a Safe' }] }
  }
  const lies: Lie[] = []
  const differs = (where: string, found: unknown, wanted: string) => {
    if (String(found).toLowerCase() !== wanted.toLowerCase())
      lies.push({ what: WHAT, where, found: String(found), wanted })
  }
  const calls = batch.transactions!.map((each) => callOf(each, profile, program))
  const due = expected(program, of)
  differs('chainId', batch.chainId, `${profile.chainId}`)
  differs('meta.name', batch.meta?.name, of.id)
  differs('meta.description', batch.meta?.description, `Publishes ${of.id}: root ${of.root}, report ${of.reportHash}`)
  differs('number of transactions', calls.length, `${due.length}`)
  calls.forEach((call, at) => {
    const wanted = due[at]
    const where = (field: string) => `transaction ${at + 1}, ${field}`
    if (!wanted) lies.push({ what: WHAT, where: where('function'), found: call.name, wanted: 'none' })
    for (const [field, value] of Object.entries(wanted ?? {})) differs(where(field), call.fields[field], value)
    for (const [field, { found, wanted }] of Object.entries(call.words ?? {}))
      differs(where(`contractMethod ${field}`), found, wanted)
  })
  return { words: calls.map(({ fields }) => inWords(fields, profile, program)), lies }
}

/** Every field of the calls that publish a distribution, in their order. */
function expected(
  { asset, distributor, programId }: WitnessedProgram,
  { period, root, total, reportHash }: Publishing,
) {
  const inEth = asset === 'eth'
  const approve = { to: asset, value: '0', function: 'approve', spender: distributor!, amount: total }
  const publish = {
    ...{ to: distributor!, value: inEth ? total : '0', function: 'publish', programId, period },
    ...{ asset: inEth ? `0x${'0'.repeat(40)}` : asset, root, total, reportHash },
  }
  return (inEth ? [publish] : [approve, publish]) as Record<string, string>[]
}

/** The data that the Safe sends: the builder reads no words where there is data, and else makes it of them. */
function madeOf(transaction: Transaction): string {
  return transaction.data ?? encoded(transaction) ?? '0x'
}

/** What the words of a transaction say, as data; undefined where it has none, or some that mean nothing. */
function encoded({ contractMethod, contractInputsValues }: Transaction): string | undefined {
  if (!contractMethod) return undefined
  const { name, inputs } = contractMethod
  const abi = [{ type: 'function', name, inputs, outputs: [], stateMutability: 'payable' }] as const
  try {
    return encodeFunctionData({
      abi,
      functionName: name,
      args: inputs.map((each) => contractInputsValues![each.name!]),
    })
  } catch {
    return undefined
  }
}

/** What its words say it does, as a signature with the names that a signer reads. */
function signatureOf({ name, inputs }: Pick<AbiFunction, 'name' | 'inputs'>): string {
  return `${name}(${inputs.map((each) => `${each.type} ${each.name}`).join(', ')})`
}

function callOf(transaction: Transaction, { token }: Profile, { distributor, asset, isCumulative }: WitnessedProgram) {
  const paidBy = isCumulative ? 'cumulative-distributor' : 'merkle-distributor'
  const { to, value, contractMethod } = transaction
  const known =
    to.toLowerCase() === distributor ? paidBy : [token.address, asset].includes(to.toLowerCase()) ? 'token' : null
  const fields: Record<string, string> = { to, value }
  const abi = abiOf(known ?? paidBy)
  const data = madeOf(transaction)
  const [name, args] = decodedCall(abi, data)
  fields.function = name
  const method = abi.find((each): each is AbiFunction => each.type === 'function' && each.name === name)
  const words = contractMethod && {
    // Two inputs of one type could change their names, so that a signer reads a root where the Safe sends a hash.
    method: { found: signatureOf(contractMethod), wanted: method ? signatureOf(method) : 'none' },
    data: { found: encoded(transaction) ?? 'none', wanted: data },
  }
  return { name, words, fields: { ...fields, ...args } }
}

function decodedCall(abi: Abi, data: string): readonly [string, Record<string, string>] {
  try {
    const { functionName, args = [] } = decodeFunctionData({ abi, data: data as Hex })
    const item = abi.find((each) => each.type === 'function' && each.name === functionName)
    const inputs = (item as Extract<Abi[number], { type: 'function' }>).inputs
    // `approve(spender, value)`: the transaction has a value of its own
    const named = inputs.map(({ name }, at) => [name === 'value' ? 'amount' : name!, String(args[at])] as const)
    return [functionName, Object.fromEntries(named)]
  } catch {
    return [data === '0x' ? 'none: a plain transfer' : `unknown ${data.slice(0, 10)}`, {}]
  }
}

/** Who pays whom how much, by which function. */
function inWords(
  call: Record<string, string>,
  { token }: Profile,
  { asset, distributor, name }: WitnessedProgram,
): string {
  const eth = (wei: string) => `${formatUnits(BigInt(wei), 18)} ETH (${wei} wei)`
  const tokens = (amount: string, of: string) =>
    of.toLowerCase() === token.address
      ? `${formatUnits(BigInt(amount), token.decimals)} ${token.symbol} (${amount})`
      : `${amount} of ${of}`
  const whom = call.to!.toLowerCase() === distributor ? `the distributor ${call.to}` : call.to
  const pays = call.value === '0' ? 'pays nothing' : `pays ${eth(call.value!)}`
  if (call.function === 'publish')
    return `publish: the Safe ${pays} to ${whom}, which holds ${
      asset === 'eth' ? eth(call.total!) : tokens(call.total!, call.asset!)
    } for ${name} ${call.period} under root ${call.root}`
  if (call.function === 'approve')
    return `approve: the Safe lets ${call.spender} take ${tokens(call.amount!, call.to!)}${call.value === '0' ? '' : `, and ${pays} to ${whom}`}`
  const args = Object.entries(call).filter(([field]) => !['to', 'value', 'function'].includes(field))
  return `${call.function}: the Safe ${pays} to ${whom}${args.map(([field, value]) => `, ${field} ${value}`).join('')}`
}
