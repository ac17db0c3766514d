import type { KeyboardEvent } from 'react'
import { networkName } from '../network'

interface Props {
  readonly names: readonly string[]
  readonly chosen: string | null
  readonly choose: (name: string) => void
}

/** One tab per network; arrow keys move between them, as everywhere. */
export function Tabs({ names, chosen, choose }: Props) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0 || chosen === null) return
    const next = names[(names.indexOf(chosen) + step + names.length) % names.length]!
    choose(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label="Networks" onKeyDown={onKeyDown} style={{ minHeight: 47 }}>
      {names.map((name) => {
        const { title, stage } = networkName(name)
        return (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-controls="panel"
            aria-selected={name === chosen}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => choose(name)}
          >
            {title}
            {stage && <span className="stage">{stage}</span>}
          </button>
        )
      })}
    </div>
  )
}
