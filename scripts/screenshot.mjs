// Takes docs/dashboard.png of a running page: node scripts/screenshot.mjs [URL] [FILE]
// URL: a page with its tab, e.g. http://127.0.0.1:4350/#devnet-destra; SCHEME=dark for the dark one, WIDTH in pixels.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const [url = 'http://127.0.0.1:4350/#devnet-destra', file = path.join(import.meta.dirname, '../docs/dashboard.png')] =
  process.argv.slice(2)
const executablePath = process.env.CHROME_PATH ?? places.find((each) => existsSync(each))
if (!executablePath) {
  console.error('no Chromium was found\n  next: install the package chromium, or set CHROME_PATH')
  process.exit(2)
}

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
})
try {
  const page = await browser.newPage({
    viewport: { width: Number(process.env.WIDTH ?? 1280), height: 1380 },
    colorScheme: process.env.SCHEME === 'dark' ? 'dark' : 'light',
  })
  await page.goto(url)
  await page.getByTestId('burned').waitFor()
  await page.locator('.recharts-surface').nth(3).waitFor()
  await page.screenshot({ path: file })
  console.log(file)
} finally {
  await browser.close()
}
