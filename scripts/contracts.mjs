#!/usr/bin/env node
// Solidity → artefacts, ABIs, typed decoders; all three are committed, so a clone needs no compiler.
//   node scripts/contracts.mjs           writes contracts/artifacts, abi and src/abi
//   node scripts/contracts.mjs --check   exits 1 when what is committed is not what the sources make
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const SOURCES = path.join(ROOT, 'contracts', 'src')
/** Directories this script owns: anything in them that it does not make is stale. */
const OUTPUTS = ['contracts/artifacts', 'abi', 'src/abi']

/** Contract → basename of the ABI that the decoders are generated from. */
const DECODED = {
  Bill: 'bill',
  CumulativeDistributor: 'cumulative-distributor',
  DeepNodeEmissions: 'deepnode-emissions',
  DeepNodeRouter: 'deepnode-router',
  DestraPool: 'destra-pool',
  DestraPoolGen1: 'destra-pool-gen1',
  DestraPoolGen2: 'destra-pool-gen2',
  DgaiToken: 'dgai-token',
  DnToken: 'dn-token',
  DsyncToken: 'dsync-token',
  IERC20Metadata: 'erc20',
  MerkleDistributor: 'merkle-distributor',
  NodeRegistry: 'node-registry',
  PricePair: 'price-pair',
  RevenueVault: 'revenue-vault',
  UsageBurner: 'usage-burner',
  UsdToken: 'usd-token',
  Votes: 'votes',
}

const require = createRequire(import.meta.url)

/** Compiles every source. @returns contract name → {abi, bytecode}, own contracts and IERC20Metadata */
function compile() {
  const solc = require('solc')
  const files = readdirSync(SOURCES)
    .filter((name) => name.endsWith('.sol'))
    .sort()
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      files.map((name) => [name, { content: readFileSync(path.join(SOURCES, name), 'utf8') }]),
    ),
    settings: {
      optimizer: { enabled: true, runs: 200 },
      // The devnet runs anvil at london: no PUSH0, no transient storage.
      evmVersion: 'london',
      // Without the metadata hash the bytecode depends on the code alone, not on comments or paths.
      metadata: { bytecodeHash: 'none' },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }))
  const problems = output.errors ?? []
  if (problems.length > 0) {
    for (const problem of problems) console.error(problem.formattedMessage)
    throw new Error(`solc reported ${problems.length} problem(s); warnings count, the sources are to be clean`)
  }
  const contracts = {}
  for (const [file, byName] of Object.entries(output.contracts)) {
    for (const [name, { abi, evm }] of Object.entries(byName)) {
      if (file.startsWith('@') && name !== 'IERC20Metadata') continue
      contracts[name] = { abi, bytecode: `0x${evm.bytecode.object}` }
    }
  }
  return contracts
}

/** solc's import callback: libraries come from node_modules, nothing else does. */
function readImport(name) {
  if (!name.startsWith('@openzeppelin/')) return { error: `not a known library: ${name}` }
  const file = path.join(ROOT, 'node_modules', name)
  return existsSync(file) ? { contents: readFileSync(file, 'utf8') } : { error: `no such file: ${name}` }
}

/** Writes everything below `target`, which mirrors the repository's layout. */
function writeAll(target) {
  // Compiled before anything is removed: a source that does not compile leaves what is committed alone.
  const compiled = compile()
  for (const folder of OUTPUTS) {
    rmSync(path.join(target, folder), { recursive: true, force: true })
    mkdirSync(path.join(target, folder), { recursive: true })
  }
  for (const [contractName, { abi, bytecode }] of Object.entries(compiled)) {
    if (bytecode !== '0x')
      writeJson(target, `contracts/artifacts/${contractName}.json`, { contractName, abi, bytecode })
    const decoded = DECODED[contractName]
    if (decoded) writeJson(target, `abi/${decoded}.json`, abi)
  }
  generateDecoders(target)
}

function writeJson(target, file, value) {
  writeFileSync(path.join(target, file), `${JSON.stringify(value, null, 2)}\n`)
}

function generateDecoders(target) {
  const cli = path.join(ROOT, 'node_modules', '@subsquid', 'evm-typegen', 'bin', 'run.js')
  const abis = readdirSync(path.join(target, 'abi')).sort()
  const run = spawnSync(process.execPath, [cli, 'src/abi', ...abis.map((name) => `abi/${name}`)], {
    cwd: target,
    encoding: 'utf8',
  })
  if (run.status !== 0) throw new Error(`squid-evm-typegen failed\n${run.stdout}\n${run.stderr}`)
}

/** Relative path → content of every generated file below `target`. */
function contents(target) {
  const files = new Map()
  for (const folder of OUTPUTS) {
    const full = path.join(target, folder)
    if (!existsSync(full)) continue
    for (const name of readdirSync(full, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue
      const file = path.join(name.parentPath, name.name)
      files.set(path.relative(target, file), readFileSync(file, 'utf8'))
    }
  }
  return files
}

function check() {
  const fresh = mkdtempSync(path.join(tmpdir(), 'assay-contracts-'))
  try {
    writeAll(fresh)
    const made = contents(fresh)
    const committed = contents(ROOT)
    const drift = [...new Set([...made.keys(), ...committed.keys()])]
      .filter((file) => made.get(file) !== committed.get(file))
      .sort()
    if (drift.length === 0) return console.log(`contracts: ${made.size} generated files are up to date`)
    console.error(`contracts: not what the sources make: ${drift.join(', ')}\nRun: npm run contracts`)
    process.exitCode = 1
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

if (process.argv.includes('--check')) check()
else {
  writeAll(ROOT)
  console.log(`contracts: ${contents(ROOT).size} files written`)
}
