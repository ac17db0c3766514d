import type { DomainEvent } from '../../events/event'
import { Parameter } from '../../model'
import { protocols } from '../../protocols'
import type { Contract } from '../../protocols/contract'
import type { BlockStore } from '../squid/store'
import type { Session } from './session'

/** Governed values that handlers read; each change is a row with the block it holds from. */
const parameterNames = Object.values(protocols).flatMap(
  ({ contract }: { contract: Contract }) => contract.parameters ?? [],
)

/** Loads the value in force of every parameter: one index look-up each, however long its history. */
export async function loadParameters(store: BlockStore, session: Session, network: string): Promise<void> {
  const rows = await store.query<{ id: string; name: string; value: string; block: number }>(
    `select p.id, p.name, p.value, p.from_block as block
       from unnest($2::text[]) as wanted(name)
       cross join lateral (
         select * from parameter where network = $1 and name = wanted.name order by from_block desc, id desc limit 1
       ) p`,
    [network, parameterNames],
  )
  session.take(
    Parameter,
    rows.map(({ id, name, value, block }) => new Parameter({ id, name, value, fromBlock: block })),
  )
}

export function currentParameter(session: Session, name: string): string | undefined {
  let latest: Parameter | undefined
  for (const row of session.where(Parameter, 'name', name))
    if (!latest || row.fromBlock > latest.fromBlock || (row.fromBlock === latest.fromBlock && row.id > latest.id))
      latest = row
  return latest?.value
}

export function setParameter(session: Session, event: DomainEvent, name: string, value: bigint | number): void {
  session.add(Parameter, {
    id: `${event.id}-${name}`,
    network: event.network,
    contract: event.contract,
    name,
    value: `${value}`,
    fromBlock: event.block,
    fromTime: event.blockTime,
  })
}
