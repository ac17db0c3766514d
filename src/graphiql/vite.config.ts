/** GraphiQL with Assay's saved queries, built to static files that the API serves: it works without the internet. */
const config: import('vite').UserConfig = {
  root: __dirname,
  base: '/graphiql/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  worker: { format: 'es' },
  build: {
    outDir: '../../lib/graphiql',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing as a data: URL: the page must work under a content security policy of 'self'.
    assetsInlineLimit: 0,
    // The editor is most of it; it is read once, from the same machine.
    chunkSizeWarningLimit: 10_000,
  },
}

// The package is CommonJS, and Vite reads this file as what the package says.
module.exports = config
