import { keccak256, stringToBytes } from 'viem'
import type { Address } from '../../economics/units'
import { signerAddress } from '../accounts'
import { DEPLOYER } from '../deploy'
import { distributor, erc20, UNLIMITED } from './calls'
import type { Turn } from './turn'

/** Lets the devnet's publisher publish these programs, each period up to a cap in base units. */
export function letPublish(turn: Turn, contract: Address, programs: readonly string[], cap: bigint): void {
  turn.send('publisher', DEPLOYER, contract, distributor.setPublisher(signerAddress('publisher'), true))
  for (const program of programs)
    turn.send('period cap', DEPLOYER, contract, distributor.setPeriodCap(keccak256(stringToBytes(program)), cap))
}

/** Lets the publisher draw pots from the account they lie in. */
export function letDraw(turn: Turn, payer: Address, token: Address): void {
  turn.send('let the publisher draw', payer, token, erc20.approve(signerAddress('publisher'), UNLIMITED))
}
