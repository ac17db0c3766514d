import { address } from '../../economics/units'
import { publicationId } from '../../events/ids'
import { Publication } from '../../model'
import type { EventOf } from '../contract'
import type { Handlers, Needs } from '../handler'
import type { Network } from '../network'
import type { merkleDistributor } from './contract'

type Distributor = typeof merkleDistributor
type OfPublication = EventOf<Distributor, 'ClaimsExpire' | 'Reclaimed'>

const idOf = ({ contract, args }: OfPublication, network: Network) => publicationId(network.name, contract, args)
const needs = (event: OfPublication, wanted: Needs, network: Network) => wanted.row(Publication, idOf(event, network))
const named = ({ args: { programId, period } }: OfPublication) => ({ programId, period: `${period}` })

/** The end of a distribution's claims, and what is done with the rest. Distributors of before announce neither. */
export const expiryHandlers: Pick<Handlers<Distributor>, 'ClaimsExpire' | 'Reclaimed'> = {
  ClaimsExpire: {
    needs,
    apply(event, { session, network, finding }) {
      const { time, reclaimTo } = event.args
      const publication = session.get(Publication, idOf(event, network))
      if (!publication || publication.expiresAt != null) {
        const what = publication ? 'that has an end already' : 'nobody published'
        finding(event, 'F-EXPIRY', `the end of claims of a distribution ${what}`, { ...named(event), time: `${time}` })
        return
      }
      publication.expiresAt = time
      publication.reclaimTo = address(reclaimTo)
      session.changed(Publication, publication)
    },
  },
  Reclaimed: {
    needs,
    expects: ({ args, logIndex, contract }, { book }) => [
      {
        logIndex,
        cause: 'reward-reclaim',
        fromClass: 'distributor',
        toClass: book.receiver(address(args.to)),
        from: contract,
        to: address(args.to),
        amount: args.amount,
        // It may be of another asset than the token.
        optional: true,
      },
    ],
    apply(event, { session, network, move, finding }) {
      const { amount } = event.args
      const to = address(event.args.to)
      const found = (code: Refused | Odd, title: string, evidence: Record<string, string> = {}) =>
        finding(event, code, title, { ...named(event), amount: `${amount}`, ...evidence })
      const publication = session.get(Publication, idOf(event, network))
      if (!publication) return found('F-RECLAIM-UNPUBLISHED', 'a reclaim of a distribution nobody published')
      const { asset, total, claimed, expiresAt, reclaimTo, reclaimed } = publication
      if (reclaimed != null) return found('F-RECLAIM-TWICE', 'a distribution was reclaimed that was before')
      const unclaimed = total - (claimed ?? 0n)
      if (amount > unclaimed)
        return found('F-RECLAIM-ABOVE', 'more was reclaimed than is unclaimed', { unclaimed: `${unclaimed}` })
      // The money is gone all the same: the row says so, and nobody is told that it waits for them.
      if (expiresAt == null || BigInt(event.blockTime) < expiresAt)
        found('F-RECLAIM-EARLY', 'a distribution was reclaimed that could be claimed', {
          ends: `${expiresAt ?? 'never'}`,
        })
      else if (to !== reclaimTo)
        found('F-RECLAIM-ELSEWHERE', 'what was unclaimed went to another account than was declared', {
          declared: `${reclaimTo}`,
          to,
        })
      Object.assign(publication, {
        reclaimed: amount,
        reclaimedBlock: event.block,
        reclaimedTime: event.blockTime,
        reclaimedTx: event.txHash,
      })
      session.changed(Publication, publication)
      if (asset !== 'eth') return
      move(event, 'eth', {
        fromClass: 'distributor',
        toClass: network.book.receiver(to),
        fromAccount: event.contract,
        toAccount: to,
        amount,
        cause: 'reward-reclaim',
      })
    },
  },
}

/** Reclaims that the ledger does not follow: what they say cannot be. */
type Refused = 'F-RECLAIM-UNPUBLISHED' | 'F-RECLAIM-TWICE' | 'F-RECLAIM-ABOVE'
/** Reclaims that happened against the rules. */
type Odd = 'F-RECLAIM-EARLY' | 'F-RECLAIM-ELSEWHERE'
