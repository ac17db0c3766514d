import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import './page.css'
import { GraphiQL } from 'graphiql'
import { createRoot } from 'react-dom/client'
import { ask, query } from './fetcher'
import { savedQueries } from './savedQueries'

/** The saved queries ask about a network of this server; before there is one they name a place to fill in. */
async function firstNetwork(): Promise<string> {
  try {
    const { data } = (await query({ query: '{ status { name } }' })) as { data: { status: { name: string }[] } }
    return data.status[0]!.name
  } catch {
    return 'network'
  }
}

firstNetwork().then((network) => {
  const tabs = savedQueries(network).map(({ query, variables }) => ({
    query,
    variables: variables ? JSON.stringify(variables, null, 2) : null,
  }))
  createRoot(document.getElementById('root')!).render(
    <GraphiQL fetcher={ask} defaultTabs={tabs} defaultQuery="" isHeadersEditorEnabled={false} />,
  )
})
