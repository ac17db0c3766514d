import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Abi, Hex } from 'viem'

/** What scripts/contracts.mjs writes for one contract. */
export interface Artifact {
  contractName: string
  abi: Abi
  bytecode: Hex
}

/** The committed artefact of a reference contract. @throws when there is none of that name */
export function loadArtifact(contractName: string): Artifact {
  const file = path.resolve(__dirname, '../../contracts/artifacts', `${contractName}.json`)
  return JSON.parse(readFileSync(file, 'utf8')) as Artifact
}
