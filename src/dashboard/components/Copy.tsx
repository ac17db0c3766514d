import { useEffect, useState } from 'react'

/** How long the tick stays. */
const THANKS_MS = 1_400

/** Copies an exact value. Without a clipboard (a page that is neither https nor local) there is no button. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [done, setDone] = useState(false)
  useEffect(() => {
    if (!done) return
    const timer = setTimeout(() => setDone(false), THANKS_MS)
    return () => clearTimeout(timer)
  }, [done])
  if (!navigator.clipboard) return null
  return (
    <button
      type="button"
      className="copy"
      title={`Copy ${what}`}
      aria-label={done ? 'Copied' : `Copy ${what}`}
      onClick={() => navigator.clipboard.writeText(text).then(() => setDone(true))}
    >
      <svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden>
        {done ? (
          <path d="m3 8.5 3.5 3.5L13 4.5" />
        ) : (
          <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" strokeLinejoin="round" />
        )}
      </svg>
    </button>
  )
}
