/** What contradicts the figures below, for as long as it does. */
export function Doubts({ doubts }: { doubts: readonly string[] }) {
  if (doubts.length === 0) return null
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
