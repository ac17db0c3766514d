import path from 'node:path'

/** The sources are CommonJS by their package; run as modules they lack its variables. */
export const commonjs = {
  name: 'commonjs-variables',
  transform(code, id) {
    if (id.includes('/node_modules/') || !/\b(__dirname|require)\b/.test(code)) return null
    const file = JSON.stringify(id)
    return `import { createRequire as __createRequire } from 'node:module'
      const require = __createRequire(${file}); const __dirname = ${JSON.stringify(path.dirname(id))}\n${code}`
  },
}
