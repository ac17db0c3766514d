import { useEffect, useRef, useState } from 'react'
import { type ApiError, ask } from './graphql'

interface Polled<T> {
  /** the newest answer to the present question; null before the first */
  readonly data: T | null
  /** why the newest request failed; null when it did not */
  readonly error: ApiError | null
}

/**
 * Asks again and again, one request at a time, and rests while the page is hidden. An answer to an earlier question
 * (another network) is never shown; an old answer to the same question stays when a request fails.
 * @param variables null: do not ask
 * @param everyMs pause between an answer and the next request
 */
export function usePolled<T>(query: string, variables: object | null, everyMs: number): Polled<T> {
  const question = variables && query + JSON.stringify(variables)
  const [state, setState] = useState<Polled<T> & { question: string | null }>({ question, data: null, error: null })
  const pause = useRef(everyMs)
  pause.current = everyMs

  // biome-ignore lint/correctness/useExhaustiveDependencies: `question` is query and variables as text
  useEffect(() => {
    if (!variables || !question) return
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const round = async () => {
      try {
        const data = await ask<T>(query, variables, stop.signal)
        if (!stop.signal.aborted) setState({ question, data, error: null })
      } catch (error) {
        if (stop.signal.aborted) return
        setState((old) => ({
          question,
          data: old.question === question ? old.data : null,
          error: error as ApiError,
        }))
      }
      if (!stop.signal.aborted && !document.hidden) timer = setTimeout(round, pause.current)
      else timer = undefined
    }
    const wake = () => {
      if (document.hidden || timer) return
      timer = setTimeout(round, 0)
    }
    document.addEventListener('visibilitychange', wake)
    void round()
    return () => {
      stop.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', wake)
    }
  }, [question])

  return state.question === question ? state : { data: null, error: null }
}
