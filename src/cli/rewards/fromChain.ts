import { openNode } from '../../chain/node'
import { loadProfile, type Profile, parseProfile } from '../../config/profile'
import { projectRoot } from '../../config/root'
import { devnetProfiles } from '../../devnet/profiles'
import { AssayError } from '../../errors'
import { openClient } from '../../postgres/client'
import { inTransaction } from '../../postgres/transaction'
import { keepSecretUrl } from '../../process/secrets'
import { givenAt } from '../../witness/folder/given'
import { type Verdict, verifyFromChain } from '../../witness/verify'
import { showProgress } from '../progress'
import { withScratchPostgres } from './scratchPostgres'

/** Headers and transactions are asked for by the hundred; a busy or limiting endpoint is waited for. */
const NODE = { timeoutMs: 30_000, retries: 4, batchSize: 100 }

/** Verifies a distribution with nothing but a node: no store of an operator is read. */
export async function fromChain(
  at: string,
  rpc: string | undefined,
  profileFile: string | undefined,
): Promise<Verdict> {
  const given = await givenAt(at)
  const profile = profileFile ? loadProfile(profileFile) : builtIn(given.report.network)
  const url = rpc ?? profile.rpcUrl
  if (url === undefined || !URL.canParse(url) || !/^(https?|wss?):$/.test(new URL(url).protocol))
    throw new AssayError('E-USAGE', `${rpc === undefined ? 'there is no' : '--rpc is not the'} URL of a node`, {
      next: `Give --rpc http(s)://… or ws(s)://…, of a node of chain ${profile.chainId}.`,
    })
  keepSecretUrl(url)
  return withScratchPostgres(async (database) => {
    const db = await openClient(database, 'assay verify')
    try {
      const progress = (text: string) => showProgress(`${given.report.program} ${given.report.period.id}: ${text}`)
      const node = openNode(url, NODE)
      return await inTransaction(db, () => verifyFromChain(db, node, profile, given, progress))
    } finally {
      await db.end()
    }
  })
}

/** A network that the program knows by itself. @throws AssayError E-NETWORK */
function builtIn(network: string): Profile {
  const devnet = devnetProfiles.find(({ name }) => name === network)
  if (devnet) return parseProfile(devnet, network)
  const shipped = ['destra', 'dgrid', 'deepnode']
  if (shipped.includes(network)) return loadProfile(`${projectRoot}/profiles/${network}.json`)
  const known = [...shipped, ...devnetProfiles.map(({ name }) => name)]
  throw new AssayError('E-NETWORK', `${network} is none of the built-in networks: ${known.join(', ')}`, {
    next: 'Give the network’s own profile: --profile FILE. What the file under test says of itself is not believed.',
  })
}
