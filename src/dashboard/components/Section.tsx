import { type ReactNode, useId } from 'react'

interface Props {
  readonly title: string
  readonly id?: string
  /** one or two sentences that a newcomer understands */
  readonly lead?: ReactNode
  /** as of which block */
  readonly asOf?: ReactNode
  readonly children: ReactNode
}

export function Section({ title, id, lead, asOf, children }: Props) {
  const heading = useId()
  return (
    <section className="section" aria-labelledby={heading} id={id}>
      <header>
        <h2 id={heading}>{title}</h2>
        {asOf}
        {lead && <p>{lead}</p>}
      </header>
      {children}
    </section>
  )
}
