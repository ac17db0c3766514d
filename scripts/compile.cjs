// Loads everything packed once and keeps what V8 compiled on the way: a process of its own, as those that will start, and
// with their flags.
const path = require('node:path')
const { currentFiles } = require('../lib/packed/manifest.js')
const { offerPacked } = require('../lib/packed/offer.js')

const root = path.resolve(__dirname, '..')
const loaded = offerPacked(root)
const files = currentFiles(path.join(root, 'lib/bundles'), root)
for (const [file] of files) require(path.join(root, file))
if (loaded.size === 0 || loaded.size < new Set(files.map(([, bundle]) => bundle)).size)
  throw new Error('what has just been bundled is not what a start would load')
for (const bundle of loaded) bundle.keepCompiled()
