import { concatHex, type Hex, hexToNumber, numberToHex, sliceHex } from 'viem'
import type { Address } from '../economics/units'
import { type Call, refusalOf } from './calls'
import type { Node } from './node'

/** What became of calls that one account makes in a row: all went through, or one was refused, with what it answered. */
export type InARow = { readonly ok: true } | { readonly ok: false; readonly at: number; readonly data: Hex }

/** Why nobody knows what would become of them. */
interface Unknown {
  readonly ok: null
  readonly why: string
}

/**
 * Runs calls of one account in a row on the head's state, each on what those before it left, without sending any. The
 * account has, for this one `eth_call`, a program that makes them: so contracts see its address as their caller, and
 * balances, allowances and roles are its own. Nodes take that as a state override.
 * @throws NodeError E-RPC when the node is away
 */
export async function callInARow(node: Node, from: Address, calls: readonly Call[]): Promise<InARow | Unknown> {
  const answer = await node
    .ask<Hex>('eth_call', [{ to: from, data: '0x' }, 'latest', { [from]: { code: programOf(calls) } }])
    .catch((error: unknown) => {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      return { ok: null, why: `the node takes no state override (${refusal.message})` } as const
    })
  if (typeof answer !== 'string') return answer
  // Of an account without a program, and of a Safe's own, the answer is empty.
  if (answer.length < 66) return { ok: null, why: 'the node leaves state overrides unread' }
  const done = hexToNumber(sliceHex(answer, 0, 32))
  return done === calls.length
    ? { ok: true }
    : { ok: false, at: done, data: answer.length > 66 ? sliceHex(answer, 32) : '0x' }
}

/** Bytes of one call in the program, and of its end; the calls' data follow. */
const CALL_BYTES = 108
const END_BYTES = 13

/** Makes each call; answers with their number, or with the place of the one that is refused and what it was told. */
function programOf(calls: readonly Call[]): Hex {
  let dataAt = calls.length * CALL_BYTES + END_BYTES
  const made = calls.map(({ to, data, value = 0n }, at) => {
    const size = (data.length - 2) / 2
    const code: readonly Hex[] = [
      ...[push4(size), push4(dataAt), ZERO, CODECOPY],
      ...[ZERO, ZERO, push4(size), ZERO, PUSH32, numberToHex(value, { size: 32 }), PUSH20, to, GAS, CALL],
      // Over what follows, when it went through.
      ...[push4((at + 1) * CALL_BYTES - 1), JUMPI],
      ...[push4(at), ZERO, MSTORE, RETURNDATASIZE, ZERO, WORD, RETURNDATACOPY],
      ...[RETURNDATASIZE, WORD, ADD, ZERO, RETURN, JUMPDEST],
    ]
    dataAt += size
    return concatHex(code)
  })
  const end = [push4(calls.length), ZERO, MSTORE, WORD, ZERO, RETURN]
  return concatHex([...made, ...end, ...calls.map(({ data }) => data as Hex)])
}

const [ADD, CODECOPY, RETURNDATASIZE, RETURNDATACOPY] = ['0x01', '0x39', '0x3d', '0x3e'] as const
const [MSTORE, JUMPI, GAS, JUMPDEST] = ['0x52', '0x57', '0x5a', '0x5b'] as const
const [PUSH20, PUSH32, CALL, RETURN] = ['0x73', '0x7f', '0xf1', '0xf3'] as const
/** 0 and 32, pushed. */
const [ZERO, WORD] = ['0x6000', '0x6020'] as const
const push4 = (value: number): Hex => concatHex(['0x63', numberToHex(value, { size: 4 })])
