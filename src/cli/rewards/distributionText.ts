import type { Distribution, ReportFigures } from '../../rewards/distribution'
import type { ClaimState, CorrectionSummary, StoredPot } from '../../rewards/read'
import { type Asset, grouped } from '../amount'
import { table } from '../table'
import { moment, tokens } from './shownAs'

/** A distribution for a person: what it pays, of what, and how far that has come. */
export function distributionText(
  distribution: Distribution,
  { pots, claims }: { readonly pots: readonly StoredPot[]; readonly claims: ClaimState | null },
  asset: Asset | null,
  corrections: CorrectionSummary,
): string[] {
  const { id, ruleset, start, end, state, held, report } = distribution
  const head: [string, string | null][] = [
    ['state', state],
    ['held by', held],
    ['period', `from ${moment(start)} to ${moment(end)}, the end not included`],
    ['ruleset', ruleset],
    ['claimed', distribution.style === 'cumulative' ? 'with all periods before it, by one claim' : null],
    ['asset', distribution.asset],
    ...(report === null ? [] : reportFacts(report)),
    ['approved by', approvalText(distribution)],
    ['published', publishedText(distribution)],
    ['claims end', claims && expiryText(claims)],
    ['reclaimed', claims?.reclaimedTx ?? null],
    ...correctionFacts(corrections),
  ]
  const shown = head.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(14)}${value}`]))
  const money =
    report === null ? [] : ['', ...moneyText(report, { pots, claims }, asset).map((line) => `  ${line}`.trimEnd())]
  return [id, ...shown, ...money]
}

/** What was wrong of it, who said so, and where the difference is settled. */
function correctionFacts({ supersededBy, settledBy, isOpen, settles }: CorrectionSummary): [string, string | null][] {
  const where = [...settledBy, ...(isOpen ? ['the next close'] : [])].join(', ')
  return [
    ...supersededBy.map(({ number, sha256, by, reason }): [string, string] => [
      'superseded by',
      `correction ${number} by ${by}, ${reason}; report ${sha256}`,
    ]),
    ['settled in', where === '' ? null : where],
    ['settles', settles.length === 0 ? null : `what was published wrongly of ${settles.join(', ')}`],
  ]
}

function reportFacts({ pinned, shares, participants, totalWeight, root, reportHash }: ReportFigures) {
  const facts: [string, string | null][] = [
    ['last block', `${grouped(pinned.number)}, ${moment(pinned.time)}, ${pinned.hash}`],
    ['shares', `${grouped(shares)}, of ${grouped(participants)} accounts with a weight`],
    ['total weight', `${totalWeight}`],
    ['root', root ?? 'none: it pays nobody, and the whole pot is carried'],
    ['report hash', reportHash],
  ]
  return facts
}

function approvalText({ approvedBy, approvedDespite, approvedReason }: Distribution): string | null {
  if (approvedBy === null || approvedDespite === null) return approvedBy
  return `${approvedBy}, despite ${approvedDespite.join(', ')}: ${approvedReason}`
}

function publishedText({ publishedTx, publishedBlock }: Distribution): string | null {
  return publishedTx === null ? null : `in block ${publishedBlock}, ${publishedTx}`
}

function expiryText({ expiresAt, reclaimTo }: ClaimState): string | null {
  return expiresAt === null ? null : `${moment(expiresAt)}; what is unclaimed then goes to ${reclaimTo}`
}

/** Where what is distributed is: the parts sum to it. What is not on the chain yet has none. */
function partsOf({ pending, claimed, claimable, expired, reclaimed }: ClaimState): [string, bigint][] {
  if (pending > 0n) return []
  return [
    ['of it claimed', claimed],
    ['of it claimable', claimable],
    ['of it expired', expired],
    ['of it reclaimed', reclaimed],
  ]
}

/** Received + carried in = distributed + carry, of the whole and of each pot where there are several. */
function moneyText(
  report: ReportFigures,
  { pots, claims }: { readonly pots: readonly StoredPot[]; readonly claims: ClaimState | null },
  asset: Asset | null,
): string[] {
  const rows: [string, bigint][] = [
    ['pot', report.pot],
    ['of it carried in', report.carryIn],
    ['distributed', report.distributed],
    ...(claims === null ? [] : partsOf(claims)),
    ['carry', report.carry],
  ]
  const several = pots.length > 1 ? pots : []
  for (const { name, received, carryIn, distributed, carry } of several)
    rows.push(
      [`${name}: received`, received],
      [`${name}: carried in`, carryIn],
      [`${name}: distributed`, distributed],
      [`${name}: carry`, carry],
    )
  return table(
    [
      { title: '', cell: ([what]) => what },
      { title: '', cell: ([, amount]) => tokens(amount, asset), right: true },
      { title: 'base units', cell: ([, amount]) => `${amount}`, right: true },
    ],
    rows,
  )
}
