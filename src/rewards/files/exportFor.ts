import { formatUnits, getAddress } from 'viem'
import type { Address, BaseUnits } from '../../economics/units'
import { AssayError } from '../../errors'

/** Tools of others that pay a list, each by its own file. */
export const exportTools = ['sablier', 'disperse', 'safe-airdrop', 'merkl'] as const
export type ExportTool = (typeof exportTools)[number]

/** What such a file is made of. */
export interface Payable {
  /** of the distribution */
  readonly id: string
  readonly asset: Address | 'eth'
  /** of the asset; null: no profile says how many it has */
  readonly decimals: number | null
  /** by account, ascending; those of 0 are left out */
  readonly shares: readonly { readonly account: Address; readonly amount: BaseUnits }[]
}

/**
 * The shares of a distribution as a tool reads them: addresses with their EIP-55 checksum, amounts in the tool's own units.
 * The same distribution gives the same bytes.
 * @throws AssayError E-EXPORT where the tool cannot pay it
 */
export function exportFor(tool: ExportTool, payable: Payable): string {
  const paid = payable.shares.filter(({ amount }) => amount > 0n)
  if (paid.length === 0) throw refused(tool, payable, 'it pays nobody')
  return formats[tool]({ ...payable, shares: paid })
}

const formats: Readonly<Record<ExportTool, (payable: Payable) => string>> = {
  sablier,
  disperse,
  merkl,
  'safe-airdrop': safeAirdrop,
}

/** Its campaigns are of one token, and of two recipients or more. */
const SABLIER_FEWEST = 2

/** A header, then address and amount in whole tokens. @see https://docs.sablier.com/apps/guides/csv-support */
function sablier(payable: Payable): string {
  tokenOf('sablier', payable)
  if (payable.shares.length < SABLIER_FEWEST) throw refused('sablier', payable, 'a campaign has two recipients or more')
  const lines = rows('sablier', payable).map(([account, amount]) => `${account},${amount}\n`)
  return `address,amount\n${lines.join('')}`
}

/** Address and amount in whole tokens, a line each, for the field of the page. @see https://github.com/banteg/disperse */
function disperse(payable: Payable): string {
  return rows('disperse', payable)
    .map(([account, amount]) => `${account} ${amount}\n`)
    .join('')
}

/** Five columns; a coin has no token address, and what is no collectible no id. @see https://github.com/bh2smith/safe-airdrop */
function safeAirdrop(payable: Payable): string {
  const token = payable.asset === 'eth' ? 'native,' : `erc20,${getAddress(payable.asset)}`
  const lines = rows('safe-airdrop', payable).map(([account, amount]) => `${token},${account},${amount},\n`)
  return `token_type,token_address,receiver,amount,id\n${lines.join('')}`
}

/** Base units as text, by recipient and reason; the reason is the distribution. @see https://docs.merkl.xyz */
function merkl(payable: Payable): string {
  const rewards = payable.shares.map(({ account, amount }) => [getAddress(account), { [payable.id]: `${amount}` }])
  const file = { rewardToken: tokenOf('merkl', payable), rewards: Object.fromEntries(rewards) }
  return `${JSON.stringify(file, null, 2)}\n`
}

function rows(tool: ExportTool, payable: Payable): (readonly [account: string, amount: string])[] {
  const { decimals, shares } = payable
  if (decimals === null) throw refused(tool, payable, `no profile says how many decimals ${payable.asset} has`)
  return shares.map(({ account, amount }) => [getAddress(account), formatUnits(amount, decimals)] as const)
}

function tokenOf(tool: ExportTool, payable: Payable): string {
  if (payable.asset === 'eth') throw refused(tool, payable, 'it pays tokens, and no coin of a chain')
  return getAddress(payable.asset)
}

function refused(tool: ExportTool, { id }: Payable, why: string): AssayError {
  return new AssayError('E-EXPORT', `${id} cannot be exported for ${tool}: ${why}`, {
    next: 'Choose another tool, or publish it: assay rewards publish, or safe-batch.',
  })
}
