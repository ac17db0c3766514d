import type { ReactNode } from 'react'
import type { ApiError } from '../data/graphql'

interface Props {
  /** height of what will stand here, so that nothing jumps when it comes */
  readonly height: number
  readonly error?: ApiError | null
  /** what is being waited for, or why there is nothing */
  readonly children: ReactNode
}

/** Holds the place of something that is loading, empty or failing, and says which. */
export function Waiting({ height, error, children }: Props) {
  return (
    <div className="waiting" style={{ minHeight: height }} role="status">
      {error ? (
        <span>
          {error.message} <br />
          Asking again every few seconds.
        </span>
      ) : (
        <span>{children}</span>
      )}
    </div>
  )
}
