import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { TestPostgres } from '../../support/postgres'
import { testServer } from './database'
import { World } from './world'

/** A server for a file of tests, or a `describe`, and a world for each of them. @param take called before each test */
export function worldPerTest(take: (world: World) => void): void {
  let server: TestPostgres
  let world: World
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    world = await World.open(server)
    take(world)
  })
  afterEach(() => world.close())
}

/** A server for a file of tests, or a `describe`, and one world for all of them. @param take called before the first */
export function oneWorld(take: (world: World) => void): void {
  let server: TestPostgres | undefined
  let world: World | undefined
  beforeAll(async () => {
    server = await testServer()
    world = await World.open(server)
    take(world)
  })
  afterAll(async () => {
    await world?.close()
    await server?.stop()
  })
}
