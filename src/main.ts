// The squid convention: `node lib/main.js` is the processor. It is `assay index` by another name.
process.argv.splice(2, 0, 'index')
void import('./cli.js')
