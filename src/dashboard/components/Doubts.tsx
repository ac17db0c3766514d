/** What contradicts the figures below, for as long as it does. @param pending nobody has compared them yet */
export function Doubts({ doubts, pending }: { doubts: readonly string[]; pending: boolean }) {
  if (doubts.length === 0) return null
  if (pending) return <p className="notice">Figures below are {doubts.join('; ')}.</p>
  return (
    <div className="notice bad" role="alert">
      <strong>Figures below are known to be wrong. Do not rely on them.</strong>
      <ul>
        {doubts.map((doubt) => (
          <li key={doubt}>{doubt}</li>
        ))}
      </ul>
    </div>
  )
}
