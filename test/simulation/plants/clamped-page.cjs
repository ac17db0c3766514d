// A page that is too long is shortened without a word.
require('./plant.cjs').plant('lib/api/paging.js', (paging) => {
  const { toConnection } = paging
  const clamped = (first) => Math.min(Math.max(first ?? 50, 0), 1_000)
  paging.pageRows = clamped
  paging.toConnection = (list, rows, args, keyOf) =>
    toConnection(list, rows, { ...args, first: clamped(args.first) }, keyOf)
})
