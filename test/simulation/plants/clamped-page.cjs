// A page that is too long is shortened without a word.
require('./plant.cjs').plant('lib/api/paging.js', (paging) => {
  paging.pageRows = (first) => Math.min(Math.max(first ?? 50, 0), 1_000)
})
