// Loads everything packed once and keeps what V8 compiled on the way: a process of its own, as those that will start.
const path = require('node:path')
const { currentFiles } = require('../lib/packed/manifest.js')
const { offerPacked } = require('../lib/packed/offer.js')

const root = path.resolve(__dirname, '..')
const loaded = offerPacked(root)
for (const [file] of currentFiles(path.join(root, 'lib/bundles'), root)) require(path.join(root, file))
for (const bundle of loaded) bundle.keepCompiled()
