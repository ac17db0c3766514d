import { MultiBar, Presets, type SingleBar } from 'cli-progress'

/** Output of `assay up`: a line per service, progress while the history is made and indexed. */
export type Screen = {
  line(name: string, text: string): void
  warn(text: string): void
  /** @param total what `done` grows to; may grow itself */
  progress(stage: string, done: number, total: number): void
  /** Takes the progress bars away. */
  settle(): void
}

const nameWidth = 22
/** Without a terminal a line now and then is enough for a log. */
const plainEveryMs = 5_000

export function createScreen(out: NodeJS.WriteStream): Screen {
  // The reader may have gone (`assay up | head`, a closed terminal); that is no reason to fail.
  out.on('error', () => {})
  return out.isTTY ? terminalScreen(out) : plainScreen((text) => out.write(`${text}\n`))
}

function terminalScreen(out: NodeJS.WriteStream): Screen {
  let bars: MultiBar | undefined
  const shown = new Map<string, SingleBar>()
  const write = (text: string): void => {
    if (bars) bars.log(`${text}\n`)
    else out.write(`${text}\n`)
  }
  // Progress after the bars were removed, such as blocks mined again after a crash, is written in lines.
  const lines = plainScreen(write)
  let settled = false
  const settle = () => {
    settled = true
    bars?.stop()
    bars = undefined
  }
  return {
    line: (name, text) => write(`${name.padEnd(nameWidth)}${text}`),
    warn: (text) => write(`! ${text}`),
    progress: (stage, done, total) => {
      if (settled) return lines.progress(stage, done, total)
      const format = '{stage}{bar} {percentage}%  {duration_formatted}'
      bars ??= new MultiBar({ format, hideCursor: true, stream: out, fps: 4 }, Presets.shades_grey)
      const bar = shown.get(stage) ?? bars.create(total, 0, { stage: stage.padEnd(nameWidth) })
      shown.set(stage, bar)
      bar.setTotal(total)
      bar.update(done)
    },
    settle,
  }
}

export function plainScreen(write: (text: string) => void, now: () => number = Date.now): Screen {
  const last = new Map<string, number>()
  return {
    line: (name, text) => write(`${name.padEnd(nameWidth)}${text}`),
    warn: (text) => write(`! ${text}`),
    progress: (stage, done, total) => {
      if (done < total && now() - (last.get(stage) ?? 0) < plainEveryMs) return
      last.set(stage, now())
      write(`${stage.padEnd(nameWidth)}${total === 0 ? 100 : Math.floor((100 * done) / total)}%`)
    },
    settle: () => {},
  }
}
