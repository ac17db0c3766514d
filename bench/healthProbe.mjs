// Asks /health of a server at fixed times, from a process of its own, until it is told to stop; tells the latencies.
import http from 'node:http'

/** Fifty questions a second: far below what the server can answer, and a p99 of some hundred values in ten seconds. */
const EVERY_MS = 20
/** An answer that takes longer counts as this long. */
const GIVE_UP_MS = 60_000

const url = new URL('/health', process.argv[2])
const agent = new http.Agent({ keepAlive: true })
const latencies = []
let open = 0

function ask() {
  const began = performance.now()
  open += 1
  const done = (ms) => {
    open -= 1
    latencies.push(ms)
  }
  const request = http.get(url, { agent, timeout: GIVE_UP_MS }, (response) => {
    response.resume()
    response.once('end', () => done(response.statusCode === 200 ? performance.now() - began : GIVE_UP_MS))
  })
  request.once('timeout', () => request.destroy())
  request.once('error', () => done(GIVE_UP_MS))
}

const timer = setInterval(ask, EVERY_MS)
process.on('message', () => {
  clearInterval(timer)
  const end = setInterval(() => {
    if (open > 0) return
    clearInterval(end)
    process.send(latencies, () => process.exit(0))
  }, EVERY_MS)
})
process.send('ready')
