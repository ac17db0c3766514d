import { type Abi, decodeErrorResult, type Hex, numberToHex, parseAbi } from 'viem'
import { refusalOf, revertData } from '../../chain/calls'
import { AssayError } from '../../errors'

/** The error of a simulated call: E-WOULD-REVERT with the contract's reason, or the node's own error. */
export function wouldRevert(error: unknown): unknown {
  const refusal = refusalOf(error)
  if (refusal === undefined) return error
  const data = revertData(refusal)
  const { says, next } = data === undefined ? { says: refusal.message, next: NEXT } : refusalWords(data)
  return new AssayError('E-WOULD-REVERT', `the distributor would refuse it: ${says}`, { next })
}

/** A refusal as a person reads it. */
interface RefusalWords {
  /** the error by name, then what it means */
  readonly says: string
  /** one sentence */
  readonly next: string
}

const NEXT = 'Mend what it names, then try again.'

/** What a contract answers when it refuses a call: one of the errors below, a text, a panic, or nothing. */
export function refusalWords(data: Hex): RefusalWords {
  if (data === '0x')
    return { says: 'it gives no reason', next: 'Check that its address is right, and that the sender holds enough.' }
  const known = decoded(data)
  if (known === undefined) return { says: `an error that is none of its own: ${data}`, next: NEXT }
  const { name, args } = known
  if (name === 'Error') return { says: String(args[0]), next: NEXT }
  if (name === 'Panic') return { says: panicWords(args[0] as bigint), next: NEXT }
  const [means, next] = meanings[name]!(...args.map(String))
  return { says: `${name}: ${means}`, next }
}

/** Codes of solc; others are those of its compiler's own faults. */
const PANICS: Readonly<Record<string, string>> = {
  '0x1': 'an assertion does not hold',
  '0x11': 'a sum or product is beyond its type',
  '0x12': 'a division by zero',
  '0x32': 'an index is beyond its list',
}

function panicWords(code: bigint): string {
  const hex = numberToHex(code)
  return `Panic ${hex}${PANICS[hex] ? `: ${PANICS[hex]}` : ''}`
}

function decoded(data: Hex): { name: string; args: readonly unknown[] } | undefined {
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: errors, data })
    return { name: errorName, args }
  } catch {
    return undefined
  }
}

type Meaning = (...args: string[]) => readonly [means: string, next: string]

/** What each error means, and what to do next, by its signature; a test compares them with the compiled contracts. */
const bySignature: Readonly<Record<string, Meaning>> = {
  // the distributor
  'NotPublisher(address account)': (account) => [
    `${account} may not publish`,
    `The distributor's owner allows it: setPublisher(${account}, true).`,
  ],
  'AboveCap(uint256 total, uint256 cap)': (total, cap) => [
    `it pays ${total}, and the program may publish at most ${cap} a period`,
    'The distributor’s owner sets what a program may publish: setPeriodCap(programId, cap).',
  ],
  'AlreadyPublished(bytes32 programId, uint256 period)': (_, period) => [
    `period ${period} of the program is published already`,
    'Compare it with: assay rewards verify FOLDER. A correction goes into the next period.',
  ],
  'NotAfter(uint256 period, uint256 last)': (period, last) => [
    `period ${period} comes before ${last}, which is published`,
    'Roots of a cumulative program go forward. What the period owed is in the sums of later ones: verify those.',
  ],
  'OtherAsset(address asset, address expected)': (asset, expected) => [
    `it pays ${asset}, and the program has paid ${expected}`,
    'Sums are of one asset: give the program that pays another one a name of its own.',
  ],
  'NeverPublished(bytes32 programId)': () => ['nothing of the program is published', NEXT],
  'EmptyDistribution()': () => ['it has no root, or pays nothing', 'Its pot is carried into the next period.'],
  'WrongFunding(uint256 received, uint256 total)': (received, total) => [
    `the distributor would receive ${received} of ${total}`,
    'Where the token takes a tax on transfers, its owner exempts the distributor.',
  ],
  'EnforcedPause()': () => ['the contract is paused', 'Its owner ends the pause: unpause().'],
  'ExpectedPause()': () => ['the contract is not paused', NEXT],
  'NotPublished(bytes32 programId, uint256 period)': (_, period) => [`period ${period} is not published`, NEXT],
  'AlreadyClaimed()': () => ['it has been claimed already', 'Nothing is left to do.'],
  'InvalidProof()': () => ['the proof does not lead to the root', 'Take the proof from the published tree.json.'],
  'AboveTotal(uint256 wouldBeClaimed, uint256 total)': (claimed, total) => [
    `${claimed} would be claimed of ${total}`,
    'The root pays more than was funded: verify the distribution before anything else.',
  ],
  'InvalidClaimWindow(uint256 duration, address reclaimTo)': (duration, to) => [
    `a window of ${duration} seconds whose rest goes to ${to} is none`,
    'Give a day or more, and an account that is neither 0x0 nor the distributor; or 0 and 0x0, for ever.',
  ],
  'ClaimsOver(uint256 time)': (time) => [
    `its claims ended at ${timeOf(time)}`,
    'What is unclaimed goes to the account that was declared: assay rewards reclaim.',
  ],
  'ClaimsNotOver(uint256 time)': (time) => [`its claims end at ${timeOf(time)}`, 'Reclaim it then.'],
  'NeverExpires(bytes32 programId, uint256 period)': (_, period) => [
    `period ${period} was published without a claim window`,
    'It can be claimed for ever: nobody takes it back.',
  ],
  'AlreadyReclaimed()': () => ['it has been reclaimed already', 'Nothing is left to do.'],
  'NothingUnclaimed()': () => ['everybody has claimed', 'Nothing is left to do.'],
  'EthTransferFailed()': () => ['the receiver does not take ETH', NEXT],
  'ReentrancyGuardReentrantCall()': () => ['it is called from within itself', NEXT],
  // the pool
  'InvalidPeriod(uint256 periodIndex, uint256 currentIndex)': (period, current) => [
    `period ${period} is not the current one, which is ${current}`,
    'Make the batch again: assay rewards deposit.',
  ],
  'PeriodNotEnded(uint256 periodIndex)': (period) => [`period ${period} has not ended`, 'Wait for its end.'],
  'ZeroAmount()': () => ['the amount is 0', 'Give an amount.'],
  'NothingToClaim()': () => ['nothing is left to claim', NEXT],
  'AlreadyWithdrawn()': () => ['the stake is withdrawn already', NEXT],
  'InvalidLock(uint256 lockinPeriod)': (lock) => [`no tier locks for ${lock} seconds`, NEXT],
  'InvalidStakeIndex(uint256 stakeIndex)': (index) => [`there is no stake ${index}`, NEXT],
  'InvalidToken()': () => ['the token is 0x0', NEXT],
  'ThresholdOutOfRange(uint256 threshold)': (threshold) => [
    `a threshold of ${threshold} seconds is out of range`,
    NEXT,
  ],
  // both
  'OwnableUnauthorizedAccount(address account)': (account) => [
    `${account} is not the contract's owner`,
    'Send it from the owner: name its Safe with --safe.',
  ],
  'OwnableInvalidOwner(address owner)': (owner) => [`${owner} cannot own it`, NEXT],
  // tokens
  'SafeERC20FailedOperation(address token)': (token) => [
    `token ${token} refused to move the amount`,
    'Check that the sender holds it, and has approved the distributor.',
  ],
  'ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)': lacks,
  'InsufficientBalance(address account, uint256 balance, uint256 needed)': lacks,
  'ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)': mayNot,
  'InsufficientAllowance(address spender, uint256 allowed, uint256 needed)': mayNot,
  'ERC20InvalidApprover(address approver)': (approver) => [`${approver} cannot approve`, NEXT],
  'ERC20InvalidReceiver(address receiver)': (receiver) => [`${receiver} cannot receive the token`, NEXT],
  'ERC20InvalidSender(address sender)': (sender) => [`${sender} cannot send the token`, NEXT],
  'ERC20InvalidSpender(address spender)': (spender) => [`${spender} cannot be approved`, NEXT],
  'AboveMaxSupply(uint256 wouldBe)': (supply) => [`the supply would be ${supply}, above its maximum`, NEXT],
}

/** Block time as people read it; one beyond any calendar in seconds. */
function timeOf(seconds: string): string {
  const date = new Date(Number(seconds) * 1_000)
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : `${date.toISOString().slice(0, 19)}Z`
}

function lacks(account = '', balance = '', needed = '') {
  return [
    `${account} holds ${balance}, and ${needed} is needed`,
    `Send ${account} what it lacks, then try again.`,
  ] as const
}

function mayNot(spender = '', allowed = '', needed = '') {
  return [`${spender} may take ${allowed}, and ${needed} is needed`, 'Approve it for the whole amount.'] as const
}

const errors: Abi = parseAbi(Object.keys(bySignature).map((signature) => `error ${signature}`) as readonly string[])
const meanings = Object.fromEntries(
  Object.entries(bySignature).map(([signature, meaning]) => [signature.slice(0, signature.indexOf('(')), meaning]),
)
