import { type Abi, decodeFunctionData, type Hex } from 'viem'
import type { Call } from '../../chain/calls'
import type { Address } from '../../economics/units'
import { AssayError } from '../../errors'
import type { PublishChain } from '../publish/chain'
import { refusalWords } from '../publish/refusal'

/** A call and the ABI that it is read by. */
export interface Step {
  readonly abi: Abi
  readonly call: Call
}

/**
 * Runs a batch as its Safe would, each transaction on what those before it left, and sends nothing.
 * @param safe undefined: nobody knows who would send it, and nothing is run
 * @returns a line that says what was found, or why nothing was
 * @throws AssayError E-WOULD-REVERT with the transaction that is refused, and why
 */
export async function simulateBatch(
  chain: Pick<PublishChain, 'simulateInARow' | 'balance'>,
  safe: Address | undefined,
  steps: readonly Step[],
): Promise<string> {
  if (safe === undefined) return 'not simulated: name the Safe that sends it with --safe'
  const names = steps.map(({ abi, call }) => decodeFunctionData({ abi, data: call.data as Hex }).functionName)
  const outcome = await chain.simulateInARow(
    safe,
    steps.map(({ call }) => call),
  )
  if (outcome.ok === null) return `not simulated: ${outcome.why}`
  if (outcome.ok) return `simulated as ${safe}: ${names.join(', then ')} would be accepted`
  const { at, data } = outcome
  const { says, next } = (await shortOf(chain, safe, steps[at]!.call, data)) ?? refusalWords(data)
  throw new AssayError(
    'E-WOULD-REVERT',
    `transaction ${at + 1} of ${steps.length}, ${names[at]}, would be refused: ${says}`,
    {
      next,
    },
  )
}

/** A sender without the coin that it sends is refused before the contract is asked, and so without a word of it. */
async function shortOf(chain: Pick<PublishChain, 'balance'>, safe: Address, { value = 0n }: Call, data: Hex) {
  if (data !== '0x' || value === 0n) return undefined
  const held = await chain.balance('eth', safe)
  if (held >= value) return undefined
  return {
    says: `the Safe holds ${held} wei, and sends ${value}`,
    next: `Send ${safe} the ${value - held} wei that it lacks, then make the batch again.`,
  }
}
