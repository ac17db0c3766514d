// Loads every packed package once and keeps what V8 compiled on the way: a process of its own, as those that will start.
const path = require('node:path')
const { readManifest } = require('../lib/packed/manifest.js')
const { offerPacked } = require('../lib/packed/offer.js')

const root = path.resolve(__dirname, '..')
const loaded = offerPacked(root)
const { files } = readManifest(path.join(root, 'lib/packages'), path.join(root, 'node_modules'))
for (const file of Object.keys(files)) require(path.join(root, 'node_modules', file))
for (const group of loaded) group.keepCompiled()
