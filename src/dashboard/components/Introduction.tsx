import type { Network } from '../data/answers'
import { introduction, networkName } from '../network'

export function Introduction({ network }: { network: Network }) {
  return (
    <>
      <h2 className="visually-hidden">{networkName(network.name).title}</h2>
      <p className="introduction">{introduction(network)}</p>
    </>
  )
}
