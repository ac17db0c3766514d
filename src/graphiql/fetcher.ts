interface Operation {
  readonly query: string
  readonly operationName?: string | null
  readonly variables?: unknown
}

/** A query over POST; a subscription over server-sent events, for as long as GraphiQL listens. */
export function ask(params: Operation): Promise<unknown> | AsyncIterable<unknown> {
  return isSubscription(params) ? subscribe(params) : query(params)
}

function isSubscription({ query, operationName }: Operation): boolean {
  const operations = [...query.matchAll(/^\s*(query|mutation|subscription)\b\s*(\w*)/gm)]
  const chosen = operations.find(([, , name]) => name === operationName) ?? operations[0]
  return chosen?.[1] === 'subscription'
}

function post(params: Operation, accept: string, signal?: AbortSignal): Promise<Response> {
  return fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify(params),
    signal,
  })
}

export async function query(params: Operation): Promise<unknown> {
  return (await post(params, 'application/json')).json()
}

async function* subscribe(params: Operation): AsyncIterable<unknown> {
  const leave = new AbortController()
  try {
    const response = await post(params, 'text/event-stream', leave.signal)
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      const events = (text + value).split('\n\n')
      text = events.pop()!
      for (const event of events) {
        const data = /^data: (.+)$/m.exec(event)?.[1]
        if (data) yield JSON.parse(data)
      }
    }
  } finally {
    leave.abort()
  }
}
