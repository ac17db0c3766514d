import { functions as erc20 } from '../../abi/erc20'
import { functions } from '../../abi/merkle-distributor'
import { call, coinBalance, isRevert, refusalOf } from '../../chain/calls'
import { contractsOf } from '../../config/profile'
import { type Address, ZERO_ADDRESS } from '../../economics/units'
import { needsContract } from '../applies'
import type { AuditCheck, AuditContext } from '../check'
import { inPieces } from '../inPieces'
import { SHOWN } from '../rules'
import { unclaimedKept } from '../unclaimedKept'

interface Published {
  /** of the distribution, or of the publication where that is not ours */
  readonly id: string
  readonly distributor: Address
  readonly programId: string
  readonly period: string
  readonly asset: Address | 'eth'
  readonly total: string
  readonly claimed: string
  readonly expires: string
  readonly reclaimed: string | null
}

/** Claims, ends and reclaims of rows beside what distributors keep, at the block's hash; whether the rest is there, and is what is told of it. */
export const claimsOnChain: AuditCheck = {
  id: 'claims-on-chain',
  title: 'distributors keep of every distribution what its claims sum to, and hold all that is unclaimed',
  why: 'The last to claim would get nothing, or an end or a reclaim that nobody announced would take their share.',
  unasked: needsContract('merkle-distributor'),
  async run(context) {
    const wrong = new Map(await unclaimedKept(context))
    const owed = new Map<string, bigint>()
    const rows = await publications(context)
    for await (const [row, told] of inPieces(context, 'distributions', rows, (each) => kept(context, each))) {
      const here = { total: row.total, claimed: row.claimed, ends: row.expires, reclaimed: `${row.reclaimed !== null}` }
      const differing = Object.entries(here).filter(([what, value]) => told[what as keyof typeof here] !== value)
      if (differing.length > 0)
        wrong.set(
          row.id,
          differing
            .map(([what, value]) => `${what} ${value} here, ${told[what as keyof typeof here]} there`)
            .join('; '),
        )
      const left = BigInt(told.total) - BigInt(told.claimed)
      const key = `${row.distributor} ${row.asset}`
      owed.set(key, (owed.get(key) ?? 0n) + (told.reclaimed === 'true' ? 0n : left))
    }
    const held: Record<string, string> = {}
    for (const [key, due] of owed) {
      const [distributor, asset] = key.split(' ') as [Address, Address | 'eth']
      const balance = await balanceOf(context, distributor, asset)
      held[`${asset} of ${distributor}`] = `${balance} held, ${due} unclaimed`
      if (balance < due) wrong.set(`${asset} of ${distributor}`, `${balance} held, ${due} unclaimed`)
    }
    return {
      ok: wrong.size === 0,
      expected: '0',
      actual: `${wrong.size}`,
      evidence: { publications: `${rows.length}`, ...held, ...Object.fromEntries([...wrong].slice(0, SHOWN)) },
    }
  },
}

async function publications({ db, network, block }: AuditContext): Promise<Published[]> {
  const distributors = contractsOf(network.profile, 'merkle-distributor').map(({ address }) => address)
  const { rows } = await db.query<Published>(
    `select coalesce(d.id, p.id) as id, p.distributor, p.program_id as "programId", p.period::text, p.asset, p.total::text,
       (select coalesce(sum(c.amount), 0)::text from reward_claim c where c.network = $1 and c.block <= $2
          and (c.distributor, c.program_id, c.period) = (p.distributor, p.program_id, p.period)) as claimed,
       coalesce(p.expires_at, 0)::text as expires, case when p.reclaimed_block <= $2 then p.reclaimed::text end as reclaimed
     from publication p left join distribution d on d.network = $1 and d.program_id = p.program_id and d.period_number = p.period
     where p.network = $1 and p.block <= $2 and p.distributor = any($3) order by 1`,
    [network.name, block.number, distributors],
  )
  return rows
}

/** What the distributor itself says; one of before has no ends. */
async function kept({ node, block }: AuditContext, { distributor, programId, period }: Published) {
  const at = { blockHash: block.hash }
  const of = { programId, period: BigInt(period) }
  const ask = (data: string) => call(node, { to: distributor, data }, at)
  const { total, claimedTotal } = functions.distributions.decodeResult(await ask(functions.distributions.encode(of)))
  const end = await ask(functions.expiry.encode(of)).catch((error: unknown) => {
    const refused = refusalOf(error)
    if (refused && isRevert(refused)) return '0x'
    throw error
  })
  const { time, isReclaimed } = end === '0x' ? { time: 0n, isReclaimed: false } : functions.expiry.decodeResult(end)
  return { total: `${total}`, claimed: `${claimedTotal}`, ends: `${time}`, reclaimed: `${isReclaimed}` }
}

async function balanceOf({ node, block }: AuditContext, account: Address, asset: Address | 'eth'): Promise<bigint> {
  const at = { blockHash: block.hash }
  if (asset === 'eth' || asset === ZERO_ADDRESS) return coinBalance(node, account, at)
  return BigInt(await call(node, { to: asset, data: erc20.balanceOf.encode({ account }) }, at))
}
