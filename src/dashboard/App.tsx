import { useEffect, useState } from 'react'
import { Tabs } from './components/Tabs'
import { Waiting } from './components/Waiting'
import type { StatusQuery } from './data/operations'
import { usePolled } from './data/usePolled'
import { NetworkPage } from './NetworkPage'
import { networkName } from './network'

const statusQuery = /* GraphQL */ `
  query Status {
    status {
      name chainId head finalized indexed lagBlocks indexing stale pending doubts quarantined findings programs
      token { address symbol decimals max }
      contracts { name kind address }
      indexedBlock { number hash timestamp final }
      waiting { count oldest { id program period status held } }
    }
  }`

/** Often enough that a block is seen when it comes; the answer is one row per network. */
const STATUS_EVERY_MS = 1_500

export function App() {
  const { data, error } = usePolled<StatusQuery>(statusQuery, {}, STATUS_EVERY_MS)
  const networks = data?.status ?? []
  const [chosen, choose] = useChosen()
  const network = networks.find((each) => each.name === chosen) ?? networks[0]

  useEffect(() => {
    document.title = network ? `${networkName(network.name).title} · Assay` : 'Assay'
  }, [network])

  return (
    <div className="page">
      <a className="skip" href="#figures">
        Skip to the figures
      </a>
      <header className="masthead">
        <img src="/favicon.svg" alt="" width="30" height="30" />
        <h1>Assay</h1>
        <p>Token economics of compute networks, re-derivable to the last base unit</p>
      </header>
      <main>
        <Tabs names={networks.map((each) => each.name)} chosen={network?.name ?? null} choose={choose} />
        {network ? (
          <NetworkPage key={network.name} network={network} apiError={error} />
        ) : (
          <div className="card section">
            <Waiting height={320} error={error}>
              {data
                ? 'No network is configured. Start Assay with at least one profile.'
                : 'Asking the API for networks…'}
            </Waiting>
          </div>
        )}
      </main>
      <footer className="foot">
        Every figure on this page comes from the public API at <a href="/graphql">/graphql</a>, where you can ask for it
        again at any block. All times are UTC. Amounts are rounded down; hover over or copy a figure for every base
        unit.
      </footer>
    </div>
  )
}

/** The chosen network lives in the address, so that a link or a reload shows the same page. */
function useChosen(): [string, (name: string) => void] {
  const [hash, setHash] = useState(() => location.hash.slice(1))
  useEffect(() => {
    const follow = () => setHash(location.hash.slice(1))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return [
    hash,
    (name) => {
      history.replaceState(null, '', `#${name}`)
      setHash(name)
    },
  ]
}
