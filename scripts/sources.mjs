// Modules of src/ and test/ as they are written, for a script of `npm run`.
import { createServer } from 'vite'
import { commonjs } from './commonjs.mjs'

/** Some sources import others only when they are needed: whoever loads them stays until the process ends. @param {string} root of the repository */
export async function openSources(root) {
  const server = await createServer({
    ...{ root, configFile: false, logLevel: 'warn', appType: 'custom', plugins: [commonjs] },
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  })
  /** @param {string} file below the root */
  return (file) => server.ssrLoadModule(`/${file}`)
}
