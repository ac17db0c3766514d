// Checks the public sets of Rocket Pool and Pendle with `assay audit --external`: hundreds of files, some 200 MB.
// It needs the network: it asks api.github.com for the list of files and raw.githubusercontent.com for each, and follows no redirect.
// Files go to a folder and are not downloaded twice:
//
//   node scripts/externalSets.mjs [--into DIR] [--set rocketpool|pendle]
//
// Of Pendle's cumulative files each is checked beside the one published before it for the same chain and kind. Ends with 1 where a file is not true.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

const root = path.resolve(import.meta.dirname, '..')
const { values } = parseArgs({ options: { into: { type: 'string' }, set: { type: 'string' } } })
const into = path.resolve(values.into ?? path.join(root, 'data/external'))

const sets = {
  rocketpool: { repository: 'rocket-pool/rewards-trees', files: /^(mainnet|testnet)\/rp-rewards-.*-\d+\.json$/ },
  pendle: {
    repository: 'pendle-finance/merkle-distributions',
    files: /^(external-rewards|vependle-airdrop)\/.*\/main\.json$|^vependle\/.*\.json$/,
  },
}

async function get(url) {
  const answer = await fetch(url, { redirect: 'error', headers: { 'user-agent': 'assay' } })
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

/** Downloads what is not there. The commit is part of the place: a set that moved on is another set. */
async function download({ repository, files }) {
  const { sha, commit } = JSON.parse(await get(`https://api.github.com/repos/${repository}/commits/HEAD`))
  const { tree } = JSON.parse(
    await get(`https://api.github.com/repos/${repository}/git/trees/${commit.tree.sha}?recursive=1`),
  )
  const names = tree.map((each) => each.path).filter((name) => files.test(name) && !name.split('/').includes('..'))
  const folder = path.join(into, repository, sha)
  for (const name of names) {
    const file = path.join(folder, name)
    if (existsSync(file)) continue
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, await get(`https://raw.githubusercontent.com/${repository}/${sha}/${name}`))
  }
  return names.sort().map((name) => path.join(folder, name))
}

/** Which line of files a cumulative one continues: it names its parent by its root, or is of the one token of vePENDLE. */
function beforeOf(file, byRoot, lastOfOneToken) {
  const { parentRoot, usersLeafData } = JSON.parse(readFileSync(file, 'utf8'))
  return usersLeafData ? lastOfOneToken : byRoot.get(parentRoot)
}

let failed = 0
for (const [format, set] of Object.entries(sets)) {
  if (values.set !== undefined && values.set !== format) continue
  const files = await download(set)
  const byRoot = new Map()
  let lastOfOneToken
  if (format === 'pendle') for (const file of files) byRoot.set(JSON.parse(readFileSync(file, 'utf8')).merkleRoot, file)
  // A correction of past months comes between the months that it corrects, and the one in which it was published.
  files.sort((a, b) => a.replace('-retroactive', '+').localeCompare(b.replace('-retroactive', '+'), 'en'))
  for (const file of files) {
    const before = format === 'pendle' ? beforeOf(file, byRoot, lastOfOneToken) : undefined
    const args = ['audit', '--external', file, '--format', format, ...(before ? ['--before', before] : [])]
    const { status, stdout, stderr } = spawnSync(path.join(root, 'bin/assay'), args, { encoding: 'utf8' })
    if (status === 0) {
      if (format === 'pendle' && JSON.parse(readFileSync(file, 'utf8')).usersLeafData) lastOfOneToken = file
      continue
    }
    failed++
    console.log(`${stdout}${stderr}`)
  }
  console.log(`${format}: ${files.length} files`)
}
console.log(failed === 0 ? 'all are true' : `${failed} are not true`)
process.exitCode = failed === 0 ? 0 : 1
