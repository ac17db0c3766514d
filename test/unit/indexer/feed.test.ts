import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { HeadFeed, type HeadSubscription } from '../../../src/indexer/source/head/feed'
import type { BlockRef } from '../../../src/indexer/source/head/header'
import { HeardAlarms } from './followed'
import { HotNode } from './hotNode'

const POLL_MS = 1

let node: HotNode
let alarms: HeardAlarms

beforeEach(async () => {
  node = await HotNode.start()
  alarms = new HeardAlarms()
})

class Pushing implements HeadSubscription {
  push: (head: BlockRef) => void = () => {}
  reconnects = 0

  open(onHead: (head: BlockRef) => void): void {
    this.push = onHead
  }

  reconnect(): void {
    this.reconnects += 1
  }
}

describe('the feed of heads, polling', () => {
  it('tells the head of a chain that mines nothing at once', async () => {
    expect(await new HeadFeed(node, 60_000, alarms).next()).toEqual(node.head)
  })

  it('tells each new head, and one that replaced another at the same height', async () => {
    const feed = new HeadFeed(node, POLL_MS, alarms)
    await feed.next()
    for (const change of [() => node.mine(1), () => node.mine(3), () => node.reorg(1, 1), () => node.reorg(2, 1)]) {
      const next = feed.next()
      change()
      expect(await next).toEqual(node.head)
    }
  })

  it('waits through failures, with an alarm that ends', async () => {
    let failures = 0
    node.spoil = (_, answer) => {
      if (++failures <= 20) throw new Error('connect ECONNREFUSED')
      return answer
    }
    expect(await new HeadFeed(node, POLL_MS, alarms).next()).toEqual(node.head)
    expect(alarms.heard).toEqual(['E-NODE-AWAY'])
    expect([...alarms.standing]).toEqual([])
  })
})

describe('the feed of heads, pushed', () => {
  it('tells a pushed head without asking for it', async () => {
    const pushing = new Pushing()
    const feed = new HeadFeed(node, POLL_MS, alarms, pushing)
    await feed.next()
    const asked = { ...node.asked }
    const next = feed.next()
    node.mine(1)
    pushing.push(node.head)
    expect(await next).toEqual(node.head)
    expect(node.asked).toEqual(asked)
  })

  it('keeps the newest of the heads that are pushed while nobody asks', async () => {
    const pushing = new Pushing()
    const feed = new HeadFeed(node, POLL_MS, alarms, pushing)
    await feed.next()
    for (let i = 0; i < 3; i++) {
      node.mine(1)
      pushing.push(node.head)
    }
    expect(await feed.next()).toEqual(node.head)
  })

  it('notices a subscription that has gone silent, polls, and reconnects until it speaks', async () => {
    const pushing = new Pushing()
    const feed = new HeadFeed(node, POLL_MS, alarms, pushing, POLL_MS)
    await feed.next()
    for (let i = 0; i < 5; i++) {
      const next = feed.next()
      node.mine(1)
      expect(await next).toEqual(node.head)
    }
    expect([...alarms.standing]).toEqual(['E-HEAD-SILENT'])
    expect(pushing.reconnects).toBe(1)
    node.mine(1)
    pushing.push(node.head)
    expect(await feed.next()).toEqual(node.head)
    expect([...alarms.standing]).toEqual([])
  })

  it('asks often once it has no answer, however seldom beside a subscription', async () => {
    const feed = new HeadFeed(node, POLL_MS, alarms, new Pushing(), 500)
    await feed.next()
    node.spoil = () => {
      throw new Error('Socket error')
    }
    const since = Date.now()
    void feed.next()
    while (alarms.heard.length === 0) await sleep(POLL_MS)
    expect(alarms.heard).toEqual(['E-NODE-AWAY'])
    expect(Date.now() - since).toBeLessThan(1_000)
  })

  it('tells of a question that nobody answers, and takes its answer all the same', async () => {
    let release: (() => void) | undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const hanging = {
      batch: async (calls: Parameters<HotNode['batch']>[0]) => {
        await held
        return node.batch(calls)
      },
    }
    const next = new HeadFeed(hanging, POLL_MS, alarms).next()
    while (alarms.heard.length === 0) await sleep(50)
    release!()
    expect(await next).toEqual(node.head)
    expect([...alarms.standing]).toEqual([])
  })

  it('is not taken for silent while the chain mines nothing', async () => {
    const pushing = new Pushing()
    const feed = new HeadFeed(node, POLL_MS, alarms, pushing, POLL_MS)
    await feed.next()
    const next = feed.next()
    while (node.asked.eth_getBlockByNumber! < 10) await sleep(POLL_MS)
    expect(alarms.heard).toEqual([])
    expect(pushing.reconnects).toBe(0)
    node.mine(1)
    pushing.push(node.head)
    expect(await next).toEqual(node.head)
  })
})
