// A head is known by its height: a replaced block of the same height is not news.
require('./plant.cjs').plant('lib/indexer/source/head/feed.js', ({ HeadFeed }) => {
  const { next } = HeadFeed.prototype
  let told = -1
  HeadFeed.prototype.next = async function taller() {
    for (;;) {
      const head = await next.call(this)
      if (head.height === told) continue
      told = head.height
      return head
    }
  }
})
