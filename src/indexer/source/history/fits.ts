/** `[0x0, 0x7]`, `0x0 to 0x7`, `0-15`, `0 to 50`. */
const PAIRS = [/\b(0x[0-9a-f]+)\W+(?:to\W+)?(0x[0-9a-f]+)\b/gi, /\b(\d+)\s*(?:-|–|\.\.+|to\b|,\s)\s*(\d+)\b/gi]
/** A number of blocks; thousands may be set apart, or be a `k`. */
const BLOCKS = /\b(\d[\d,_']*)(k?)[ -]*blocks?\b/gi
/** A number with the word for a limit beside it, unless it counts something else. */
const LIMITS = [
  /\b(\d[\d,_']*)(k?) (?:is the (?:most|max\w*|limit)|at (?:the )?most|max\w*)/gi,
  /\b(?:at most|than|up to|max\w*|cap|limit\w*|range|allowed|only)\W+(?:(?:of|to|is|allowed)\W+)?(\d[\d,_']*)(k?)\b(?!\s*(?:results|logs|events|requests|calls|s\b|ms\b|sec))/gi,
]

/**
 * How many blocks the words of a refusal name as what may be asked: the most that is fewer than were asked, ranges before
 * numbers. It is a provider's hint and nothing more; undefined where it names none.
 */
export function widthThatFits(words: string, asked: number): number | undefined {
  const ranges = PAIRS.flatMap((pattern) => [...words.matchAll(pattern)]).map(
    ([, from, to]) => Number(to) - Number(from) + 1,
  )
  return narrower(ranges, asked) ?? narrower(numbers(words, [BLOCKS]), asked) ?? narrower(numbers(words, LIMITS), asked)
}

function numbers(words: string, patterns: readonly RegExp[]): number[] {
  return patterns
    .flatMap((pattern) => [...words.matchAll(pattern)])
    .map(([, digits, thousand]) => Number(digits!.replace(/\D/g, '')) * (thousand ? 1_000 : 1))
}

function narrower(named: readonly number[], asked: number): number | undefined {
  const fitting = named.filter((width) => Number.isSafeInteger(width) && width >= 1 && width < asked)
  return fitting.length > 0 ? Math.max(...fitting) : undefined
}
