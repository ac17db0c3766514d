import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { checked } from '../../../../src/api/http/checkedFile'
import { sha256 } from '../../../../src/rewards/report/sha256'

async function sent(pieces: string[], written: string): Promise<{ got: string; altered: boolean }> {
  const wanted = { sha256: sha256(written), altered: () => new Error('altered') }
  let got = ''
  try {
    for await (const piece of checked(Readable.from(pieces.map((each) => Buffer.from(each))), wanted)) got += piece
    return { got, altered: false }
  } catch (error) {
    return { got, altered: (error as Error).message === 'altered' }
  }
}

it('a file that changes while it is sent never comes to its end', async () => {
  expect(await sent(['one ', 'two ', 'three'], 'one two three')).toEqual({ got: 'one two three', altered: false })
  expect(await sent([], '')).toEqual({ got: '', altered: false })
  expect(await sent(['one ', 'two ', 'thrEe'], 'one two three')).toEqual({ got: 'one two ', altered: true })
  expect(await sent(['onE'], 'one')).toEqual({ got: '', altered: true })
  expect(await sent([], 'one')).toEqual({ got: '', altered: true })
})
