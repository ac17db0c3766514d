import type { CSSProperties } from 'react'

/** The colour of a series; always beside its name, never alone. */
export function Swatch({ colour }: { colour: string }) {
  return <span className="swatch" style={{ '--colour': colour } as CSSProperties} aria-hidden />
}
