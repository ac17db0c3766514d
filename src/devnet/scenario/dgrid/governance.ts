import { periodContaining, UTC_MONTH } from '../../../economics/period'
import type { Address } from '../../../economics/units'
import { DEPLOYER, devnet } from '../../deploy'
import { DAY, monthsBegun } from '../calendar'
import { votes } from '../calls'
import { Random } from '../random'
import { Agenda, type Turn } from '../turn'
import { users } from './bills'

interface Ballot {
  readonly proposal: number
  readonly voters: readonly Address[]
  /** a batch goes through the relayer; alone, a voter votes themself */
  readonly relayed: boolean
}

/** One proposal each month, numbered as its month; half of the users vote, some late in the month. */
export class Governance {
  readonly #random: Random
  readonly #ballots = new Agenda<Ballot>()

  constructor(seed: string) {
    this.#random = new Random(`${seed}:dgrid.governance`)
  }

  /** @param start of the first month */
  setUp(start: number): void {
    this.#propose(start)
  }

  step(turn: Turn): void {
    for (const month of monthsBegun(turn.from, turn.to)) this.#propose(month)
    for (const { proposal, voters, relayed } of this.#ballots.due(turn.to)) {
      if (relayed) {
        const gas = 100_000 + 80_000 * voters.length
        turn.send('relayed votes', DEPLOYER, devnet.votes, votes.castVotesFor(proposal, voters), { gas })
      } else turn.send('vote', voters[0]!, devnet.votes, votes.castVote(proposal))
    }
  }

  #propose(month: number): void {
    const proposal = Number(periodContaining(UTC_MONTH, month).number)
    const voters = this.#random.some(users, 0.5)
    const alone = voters.splice(0, 8)
    for (const voter of alone)
      this.#ballots.add(month + this.#random.int(1, 25) * DAY, { proposal, voters: [voter], relayed: false })
    while (voters.length > 0) {
      const batch = voters.splice(0, this.#random.int(20, 40))
      this.#ballots.add(month + this.#random.int(3, 24) * DAY, { proposal, voters: batch, relayed: true })
    }
  }
}
