// Sends a file of the Safe transaction builder to a devnet, as the Safe that it names: a devnet's node signs for any
// account. What the builder does with the file on a real chain, where people sign. docs/treasury.md
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createPublicClient, createWalletClient, encodeFunctionData, http } from 'viem'

const USAGE = `Usage: node scripts/sendBatch.mjs FILE [--rpc URL]

Sends the transactions of a Safe batch in their order, from the Safe that the file names, to a node that signs for any
account: an anvil with --auto-impersonate, as assay up starts one.
  --rpc URL  the node (http://127.0.0.1:8545)

Exit: 0 all are mined, 1 one was refused, 2 called wrongly. Example:
  node scripts/sendBatch.mjs batch.json --rpc http://127.0.0.1:8545`

const options = { rpc: { type: 'string', default: 'http://127.0.0.1:8545' }, help: { type: 'boolean', default: false } }

function argumentsOf(args) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    return { values: {}, positionals: [], error: error.message }
  }
}

/** A transaction's data; the builder makes it of the words where a file has them alone. */
function dataOf({ data, contractMethod, contractInputsValues }) {
  if (data) return data
  const { name, inputs } = contractMethod
  const abi = [{ type: 'function', name, inputs, outputs: [], stateMutability: 'payable' }]
  return encodeFunctionData({ abi, functionName: name, args: inputs.map((each) => contractInputsValues[each.name]) })
}

const { values, positionals, error } = argumentsOf(process.argv.slice(2))
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
if (error || positionals.length !== 1) {
  console.error(`${error ?? 'which file?'}\n\n${USAGE}`)
  process.exit(2)
}
const batch = JSON.parse(readFileSync(positionals[0], 'utf8'))
const account = batch.meta.createdFromSafeAddress
if (!account) {
  console.error('the file names no Safe\n  next: Make it with --safe 0x…')
  process.exit(2)
}
const transport = http(values.rpc)
const node = createPublicClient({ transport })
if ((await node.getChainId()) !== Number(batch.chainId)) {
  console.error(`the file is for chain ${batch.chainId}, and the node is of another`)
  process.exit(2)
}
const wallet = createWalletClient({ account, transport })
for (const transaction of batch.transactions) {
  const name = transaction.contractMethod?.name ?? 'call'
  const call = { to: transaction.to, value: BigInt(transaction.value), data: dataOf(transaction) }
  const hash = await wallet.sendTransaction({ ...call, chain: null, gas: 2_000_000n })
  const { status, blockNumber } = await node.waitForTransactionReceipt({ hash, pollingInterval: 100 })
  console.log(`${name} ${hash}: ${status} in block ${blockNumber}`)
  if (status !== 'success') process.exit(1)
}
