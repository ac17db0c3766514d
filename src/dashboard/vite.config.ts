/** The page, built to static files that the API serves. */
const config: import('vite').UserConfig = {
  root: __dirname,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: {
    outDir: '../../lib/dashboard',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing as a data: URL: the page must work under a content security policy of 'self'.
    assetsInlineLimit: 0,
    // The charts library is most of the page; one file of 600 kB from the same machine is no burden.
    chunkSizeWarningLimit: 900,
  },
}

// The package is CommonJS, and Vite reads this file as what the package says.
module.exports = config
