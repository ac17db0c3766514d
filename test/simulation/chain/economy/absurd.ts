import type { Random } from '../../../../src/devnet/scenario/random'
import { contracts, DEAD, users, ZERO } from '../contracts'
import { factEvents, word } from '../encode'
import type { Action } from './scene'

const facts = factEvents()

/** An event no contract of ours would ever emit: well encoded, of values at the ends of their types. */
export const absurd: Action = (scene) => {
  const { contract, event } = scene.random.pick(facts)
  const args = Object.fromEntries(event.inputs.map(({ name, type }) => [name!, extreme(type, scene.random)]))
  scene.emit(contract, event.name, args, 'absurd')
  return true
}

function extreme(type: string, random: Random): bigint | string {
  if (type === 'address') return random.pick([...users.slice(0, 3), ZERO, DEAD, ...Object.values(contracts)])
  // Few of them, so that the same bill is opened twice and the same node slashed.
  if (type === 'bytes32') return random.pick([word(0n), word(1n), word(2n ** 256n - 1n)])
  if (type === 'string') return random.pick(['', 'a\0b', '✗'.repeat(3_000), "'; drop table event; --"])
  const bits = BigInt(type.slice('uint'.length))
  return random.pick([0n, 1n, 2n, 2n ** (bits - 1n), 2n ** bits - 1n, BigInt.asUintN(Number(bits), 2n ** 31n)])
}
