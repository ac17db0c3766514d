import { spawnSync } from 'node:child_process'
import path from 'node:path'

// The squid convention: `node lib/main.js` is the processor. It is `assay index` by another name.
const { status } = spawnSync(process.execPath, [path.join(__dirname, 'cli.js'), 'index', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
