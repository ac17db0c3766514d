import type { CorrectedAmount } from '../../economics/rewards/corrected'
import { REVENUE } from '../../economics/rewards/settlement'
import type { Address } from '../../economics/units'
import type { Keccak } from '../../keccak'
import type { Queryable } from '../../postgres/queryable'
import type { CorrectedAgain } from '../../rewards/correction/again'
import type { OpenCorrection } from '../../rewards/correction/correction'
import { storedCorrections } from '../../rewards/correction/stored'
import type { Program } from '../../rewards/programs'
import type { BuiltReport } from '../../rewards/report/build'
import { sha256 } from '../../rewards/report/sha256'
import { leafHashes } from '../../rewards/tree/leaf'
import { buildTree, rootOf } from '../../rewards/tree/merkle'
import type { Found } from './found'

/**
 * A corrected period: its newest correction beside what the stores give again, and every one beside its own root, whose
 * leaves are the published shares with what it says otherwise.
 */
export async function besideCorrection(
  db: Queryable,
  keccak: Keccak,
  program: Program,
  built: BuiltReport,
  { stored, amounts }: CorrectedAgain,
  found: Found,
): Promise<void> {
  const { id } = built
  if (stored.sha256 !== built.sha256)
    found.note(id, `correction ${stored.number} ${stored.sha256}, computed again ${built.sha256}`)
  const [here, there] = [byPlace(stored.amounts), byPlace(amounts)]
  for (const place of new Set([...here.keys(), ...there.keys()])) {
    const [one, other] = [here.get(place) ?? 'nothing', there.get(place) ?? 'nothing']
    if (one !== other) found.note(`${id} ${place}`, `correction ${stored.number}: ${one}, computed again ${other}`)
  }
  const published = await publishedShares(db, id)
  const number = BigInt((JSON.parse(built.body) as { readonly period: { readonly number: string } }).period.number)
  for (const correction of await storedCorrections(db, { ...program, id })) {
    const what = `correction ${correction.number}`
    if (sha256(correction.body) !== correction.sha256) found.note(id, `${what} has another report than its sha256 says`)
    const { root } = JSON.parse(correction.body) as { readonly root: string | null }
    const again = rootAgain(keccak, { programId: program.programId, period: number }, published, correction)
    if (again !== root) found.note(id, `${what} has root ${root}, its amounts give ${again}`)
  }
}

function byPlace(amounts: readonly CorrectedAmount[]): Map<string, string> {
  return new Map(
    amounts.map(({ pot, account, published, correct, before }) => [
      `${pot} ${account}`,
      `${published} published, ${correct} correct, ${before} settled before`,
    ]),
  )
}

async function publishedShares(db: Queryable, id: string): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ account: string; amount: string }>(
    'select account, amount from report_share where distribution_id = $1',
    [id],
  )
  return new Map(rows.map(({ account, amount }) => [account, BigInt(amount)]))
}

function rootAgain(
  keccak: Keccak,
  of: Parameters<typeof leafHashes>[1],
  published: ReadonlyMap<string, bigint>,
  { amounts }: OpenCorrection,
): string | null {
  const shares = new Map(published)
  for (const { account, published: was, correct } of amounts)
    if (account !== REVENUE) shares.set(account, (shares.get(account) ?? 0n) + correct - was)
  const paid = [...shares].filter(([, amount]) => amount !== 0n)
  if (paid.length === 0) return null
  if (paid.some(([, amount]) => amount < 0n)) return 'an amount below 0'
  const leaves = paid
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, amount]) => ({ account: account as Address, amount }))
  return rootOf(buildTree(keccak, leafHashes(keccak, of, leaves)))
}
