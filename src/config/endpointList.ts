/** Endpoints in one text, apart by commas or white space, the preferred one first. A comma within a URL is part of it. */
export function endpointList(text: string): string[] {
  return text.split(/\s*,\s*(?=\w+:\/\/|$)|\s+/).filter((each) => each !== '')
}
