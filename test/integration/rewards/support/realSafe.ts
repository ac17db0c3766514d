import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Abi, concatHex, encodeDeployData, type Hex, hexToBigInt } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Address, account, type Receipt, type TestChain, ZERO } from '../../../support/anvil'
import { TestContract } from '../../../support/contract'

const artifacts = path.join(
  __dirname,
  '../../../../node_modules/@safe-global/safe-smart-account/build/artifacts/contracts',
)
function artifact(file: string): { readonly abi: Abi; readonly bytecode: Hex; readonly deployedBytecode: Hex } {
  return JSON.parse(readFileSync(path.join(artifacts, file), 'utf8'))
}

/** Keys of tests only, by address, ascending: a Safe wants signatures in that order. */
export const owners: readonly PrivateKeyAccount[] = ['51', '52', '53']
  .map((byte) => privateKeyToAccount(`0x${byte.repeat(32)}`))
  .sort((a, b) => (hexToBigInt(a.address) < hexToBigInt(b.address) ? -1 : 1))

const anybody = account(90)

async function deploy(chain: TestChain, file: string, args: unknown[] = []): Promise<TestContract> {
  const { abi, bytecode } = artifact(file)
  const { contractAddress } = await chain.send({ from: anybody, data: encodeDeployData({ abi, bytecode, args }) })
  return new TestContract(chain, contractAddress as Address, abi)
}

/** Safe's own published contracts, version 1.5.0: a proxy of a Safe that two of three keys sign for. */
export class RealSafe {
  private constructor(
    private readonly contract: TestContract,
    readonly multiSend: TestContract,
  ) {}

  static async deploy(chain: TestChain, threshold = 2): Promise<RealSafe> {
    const singleton = await deploy(chain, 'Safe.sol/Safe.json')
    const handler = await deploy(chain, 'handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json')
    const proxy = await deploy(chain, 'proxies/SafeProxy.sol/SafeProxy.json', [singleton.address])
    const contract = new TestContract(chain, proxy.address, singleton.abi)
    const signers = owners.map(({ address }) => address)
    await contract.write(anybody, 'setup', [signers, threshold, ZERO, '0x', handler.address, ZERO, 0n, ZERO])
    return new RealSafe(contract, await deploy(chain, 'libraries/MultiSendCallOnly.sol/MultiSendCallOnly.json'))
  }

  get address(): Address {
    return this.contract.address
  }

  read<T>(view: string, args: unknown[] = []): Promise<T> {
    return this.contract.read<T>(view, args)
  }

  /** As the Safe itself, which its chain is made to believe. */
  changeThreshold(to: number): Promise<Receipt> {
    return this.contract.write(this.address, 'changeThreshold', [BigInt(to)])
  }

  /** Executes the body of a proposal with signatures of owners over the hash that it says. */
  async execute(body: Record<string, string | number>, by: readonly PrivateKeyAccount[]): Promise<Receipt> {
    const hash = body.contractTransactionHash as Hex
    const signatures = await Promise.all(by.map((owner) => owner.sign({ hash })))
    const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = body
    const gas = [safeTxGas, baseGas, gasPrice].map((each) => BigInt(each!))
    const args = [to, BigInt(value!), data, operation, ...gas, gasToken, refundReceiver, concatHex(signatures)]
    return this.contract.write(anybody, 'execTransaction', args)
  }
}
