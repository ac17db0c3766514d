// The pure part of a bench: what is done with the figures of its rounds.

/** @param {readonly number[]} values of at least one round; the mean of the middle two when their number is even */
export function median(values) {
  return percentile(values, 0.5)
}

/** Linear between neighbours. @param {readonly number[]} values @param {number} share 0 to 1 */
export function percentile(values, share) {
  if (values.length === 0) throw new Error('no figures: nothing was measured')
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const low = sorted[Math.floor(place)]
  const high = sorted[Math.ceil(place)]
  return low + (high - low) * (place - Math.floor(place))
}

/**
 * Who runs when. The order turns round with every round, so that nobody always runs on the warmer machine.
 * @param {readonly string[]} names @param {number} rounds @returns {string[]}
 */
export function alternate(names, rounds) {
  return Array.from({ length: rounds }, (_, round) => (round % 2 === 0 ? [...names] : [...names].reverse())).flat()
}

/** Three figures say what a measurement can carry. @param {number} value */
export function rounded(value) {
  return Number(value.toPrecision(3))
}

/**
 * What every bench prints. One that is not `ok` prints no rate: a wrong result has no speed.
 */
export function outcome({ name, failures, figures, peers, ratio: given, stages, rss, cpu, bar }) {
  const head = { name, ok: failures.length === 0 }
  const shared = { stages, rssMiB: rss.indexer ?? 0, rss, ...(cpu && { cpu }), bar }
  if (failures.length > 0)
    return { ...head, failures, figures: {}, peers: {}, ratio: {}, ...shared, stages: {}, meetsBar: false }
  const ratio = given ?? ratioOfRates(figures, peers)
  return { ...head, figures, peers, ratio, ...shared, meetsBar: meets(bar, figures, ratio) }
}

function ratioOfRates(figures, peers) {
  return Object.fromEntries(
    Object.entries(peers)
      .filter(([, peer]) => peer.eventsPerSecond > 0)
      .map(([peer, { eventsPerSecond }]) => [peer, rounded(figures.eventsPerSecond / eventsPerSecond)]),
  )
}

function meets({ atLeast = {}, atMost = {} }, figures, ratio) {
  const of = (key) => (key.startsWith('ratio.') ? ratio[key.slice('ratio.'.length)] : figures[key])
  return (
    Object.entries(atLeast).every(([key, limit]) => of(key) >= limit) &&
    Object.entries(atMost).every(([key, limit]) => of(key) <= limit)
  )
}
