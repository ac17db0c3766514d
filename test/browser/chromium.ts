import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]
/** A package of about 100 MB and its libraries, on a slow line. */
const INSTALL_TIMEOUT_MS = 240_000
const UPDATE_TIMEOUT_MS = 60_000
/** Another test file, or the machine itself, may be installing at this moment. */
const LOCK_WAIT = 'DPkg::Lock::Timeout=200'

const advice = `no Chromium was found
  next: apt-get install chromium (Debian, Ubuntu), dnf install chromium (Fedora), brew install --cask chromium (macOS),
        or point CHROME_PATH at one`

/**
 * Path of a Chromium to drive. Where there is none and we are root on a Debian, the distribution's own is installed:
 * a step of setting up, like any other package a test needs.
 * @throws Error saying how to install one
 */
export async function findChromium(): Promise<string> {
  const named = process.env.CHROME_PATH
  if (named) {
    if (isProgram(named)) return named
    throw new Error(`CHROME_PATH=${named} cannot be run\n  next: point it at a Chromium, or unset it`)
  }
  const found = places.find(isProgram)
  if (found) return found
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(advice)
  return install()
}

async function install(): Promise<string> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['-o', LOCK_WAIT, 'install', '--yes', '--no-install-recommends', 'chromium']
  try {
    await run('apt-get', ['update', '--quiet'], { env, timeout: UPDATE_TIMEOUT_MS }).catch(() => undefined)
    await run('apt-get', install, { env, timeout: INSTALL_TIMEOUT_MS, maxBuffer: 2 ** 24 })
  } catch (cause) {
    throw new Error(`${advice}\n  apt-get could not install it: ${(cause as Error).message.slice(0, 300)}`, { cause })
  }
  const found = places.find(isProgram)
  if (!found) throw new Error(`${advice}\n  apt-get installed a package without a browser`)
  return found
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
