import type { Network } from '../data/answers'

/** Distributions that go no further until somebody approves or publishes them, the one that waits longest first. */
export function WaitsForPerson({ waiting: { count, oldest } }: Pick<Network, 'waiting'>) {
  if (count === 0) return null
  return (
    <div className="notice" role="status">
      <strong>{count === 1 ? '1 distribution waits for a person' : `${count} distributions wait for a person`}</strong>
      <ul>
        {oldest.map(({ id, program, period, status, held }) => (
          <li key={id}>
            {program} {period}, {status === 'approved' ? 'to be published' : 'to be approved'}
            {held && `, held by ${held}`}
          </li>
        ))}
        {count > oldest.length && <li>and {count - oldest.length} later ones</li>}
      </ul>
    </div>
  )
}
