import { AssayProcess } from '../../support/assay'
import type { SimBlock } from '../chain/block'
import { NETWORK } from '../chain/contracts'
import { truthOf } from '../oracle/oracle'
import { differences, RowBook, type Tables } from '../oracle/rows'
import type { World } from './world'

interface Answer {
  readonly supply: {
    readonly issued: string
    readonly burned: string
    readonly burnedBy: readonly { readonly cause: string; readonly amount: string }[]
    readonly classes: readonly { readonly class: string; readonly amount: string }[]
    readonly indexedBlock: { readonly number: number; readonly hash: string }
  }
  readonly positions: {
    readonly nodes: readonly { readonly owner: string; readonly index: number; readonly amount: string }[]
  }
  readonly status: readonly {
    readonly name: string
    readonly stale: boolean
    readonly alarms: readonly { readonly code: string }[]
  }[]
}

const query = `query ($network: String!, $owner: Address!) {
  supply(network: $network) { issued burned burnedBy { cause amount } classes { class amount } indexedBlock { number hash } }
  positions(network: $network, where: { status_eq: "open", owner_eq: $owner }, first: 100) { nodes { owner index amount } }
  status { name stale alarms { code } }
}`

/** Asks a public api of its own. */
export async function ask(world: World, owner: string): Promise<Answer> {
  const { env, db } = world
  const api = AssayProcess.start(['serve'], { ...env, DB_URL: db.url, GQL_PORT: '0' })
  try {
    await api.until('the api to listen', async () => /^ready api /m.test(api.log))
    const url = /^ready api (\S+)/m.exec(api.log)![1]!
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { network: NETWORK, owner } }),
    })
    const { data, errors } = (await response.json()) as { data: Answer; errors?: unknown }
    if (errors) throw new Error(JSON.stringify(errors))
    return data
  } finally {
    await api.stop()
  }
}

/** W as the public api tells it: supply and its classes, burns by cause, and the positions of one staker. */
export async function compareGraphql(world: World, blocks: readonly SimBlock[]): Promise<string[]> {
  const { ledger, positions } = truthOf(blocks)
  const owner = positions.open[0]?.owner ?? ''
  if (owner === '') return []
  const { supply, positions: open } = await ask(world, owner)
  const tip = blocks[blocks.length - 1]!
  const expected = new RowBook()
  const actual = new RowBook()
  expected.add('indexed', tip.number, tip.hash)
  actual.add('indexed', supply.indexedBlock.number, supply.indexedBlock.hash)
  expected.add('supply', -ledger.held('issuance'), ledger.held('burned'))
  actual.add('supply', supply.issued, supply.burned)
  for (const { class: name, amount } of supply.classes) {
    if (name === 'issuance' || name === 'burned') continue
    expected.add('class', name, ledger.held(name))
    actual.add('class', name, amount)
  }
  for (const [cause, amount] of ledger.burnedBy()) expected.add('burned by', cause, amount)
  for (const { cause, amount } of supply.burnedBy) actual.add('burned by', cause, amount)
  for (const each of positions.open) if (each.owner === owner) expected.add('position', owner, each.index, each.amount)
  for (const each of open.nodes) actual.add('position', each.owner, each.index, each.amount)
  return differences(expected.all as Tables, actual.all).map((each) => `graphql ${each}`)
}
