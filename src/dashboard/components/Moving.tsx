import { useRef } from 'react'

interface Props {
  /** what is shown; a change of it glows for a moment */
  readonly text: string
  readonly className?: string
}

/** A figure that says, quietly, that it has just moved. */
export function Moving({ text, className = '' }: Props) {
  const seen = useRef({ text, moves: 0 })
  if (seen.current.text !== text) seen.current = { text, moves: seen.current.moves + 1 }
  const { moves } = seen.current
  return (
    // A new key starts the animation afresh.
    <span key={moves} className={`number ${className} ${moves > 0 ? 'moved' : ''}`}>
      {text}
    </span>
  )
}
