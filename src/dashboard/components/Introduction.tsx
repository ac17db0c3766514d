import type { Network } from '../data/types/network'
import { introduction, networkName } from '../network'

export function Introduction({ network }: { network: Network }) {
  return (
    <>
      <h2 className="visually-hidden">{networkName(network.name).title}</h2>
      <p className="introduction">{introduction(network)}</p>
    </>
  )
}
