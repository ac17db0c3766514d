import { decodeFunctionData, type Hex } from 'viem'
import type { Call } from '../../../../src/chain/calls'
import type { Mined } from '../../../../src/chain/mined'
import type { SignedCall } from '../../../../src/chain/send'
import { type Address, address, type Hash, hash, ZERO_ADDRESS } from '../../../../src/economics/units'
import type { PublishChain } from '../../../../src/rewards/publish/chain'
import { distributorAbi, type OnChain } from '../../../../src/rewards/publish/distributor'

/** A distributor, a key and balances: what is sent is mined at once, or when the test says so. */
export class FakeChain implements PublishChain {
  readonly signer = address(`0x${'5e'.repeat(20)}`)
  /** periods in the order they were published */
  readonly order: bigint[] = []
  /** base units by account; what others hold may be drawn */
  readonly held: Map<Address, bigint>
  /** whether what is sent is mined at once */
  mines = true
  private readonly publications = new Map<string, OnChain>()
  private readonly signed: { readonly tx: Hash; readonly call: Call }[] = []
  private readonly blocks = new Map<Hash, number>()
  private waiting: Hash[] = []

  /** @param funds what the key holds */
  constructor(funds: bigint) {
    this.held = new Map([[this.signer, funds]])
  }

  get funds(): bigint {
    return this.held.get(this.signer)!
  }
  set funds(amount: bigint) {
    this.held.set(this.signer, amount)
  }

  published = async (_: Address, programId: Hash, period: bigint) =>
    this.publications.get(`${programId} ${period}`) ?? null
  publishedHash = async () => undefined
  claimWindow = async () => null
  balance = async (_: Address | 'eth', account: Address) => this.held.get(account) ?? 0n
  allowance = async (_: Address, owner: Address) => this.held.get(owner) ?? 0n
  simulate = async () => undefined
  simulateInARow = async () => ({ ok: true }) as const
  nonce = async () => this.blocks.size
  headTime = async () => 0
  takesSignature: PublishChain['takesSignature'] = async () => false
  replacement = async () => null
  mined = async (tx: Hash): Promise<Mined | null> => {
    const block = this.blocks.get(tx)
    return block === undefined ? null : { block, ok: true }
  }

  async sign(call: Call): Promise<SignedCall> {
    const nonce = this.signed.length
    const tx = hash(`0x${(nonce + 1).toString(16).padStart(64, '0')}`)
    this.signed.push({ tx, call })
    return { signer: this.signer, nonce, hash: tx, raw: '0x' }
  }

  async send({ hash: tx }: Pick<SignedCall, 'hash'>): Promise<void> {
    this.waiting.push(tx)
    if (this.mines) this.mine()
  }

  /** Mines what was sent, each in a block of its own. */
  mine(): void {
    for (const tx of this.waiting) if (!this.blocks.has(tx)) this.include(tx)
    this.waiting = []
  }

  private include(tx: Hash): void {
    const { call } = this.signed.find((each) => each.tx === tx)!
    const { functionName, args } = decodeFunctionData({ abi: distributorAbi, data: call.data as Hex })
    if (functionName !== 'publish') throw new Error(`not a publication: ${functionName}`)
    const [programId, period, , root, total] = args
    this.blocks.set(tx, this.blocks.size + 1)
    const publication = { asset: ZERO_ADDRESS, root: hash(root), total, claimedTotal: 0n }
    this.publications.set(`${programId} ${period}`, publication)
    this.order.push(period)
    this.funds -= total
  }
}
