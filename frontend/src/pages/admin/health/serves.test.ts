import { describe, expect, it } from "vitest"
import type { Health } from "@/api/admin"
import { servesOf } from "./serves"

const WORKERS = [
  { name: "a", queue: "tasks", state: "idle", seen_at: null },
  { name: "b", queue: "matching", state: "idle", seen_at: null },
]
const TASKS = ["tasks", "matching", "mails"].map((queue) => ({ queue, waiting: 0, workers: 1, failed: 0 }))
const FLEET = { due: 3, crawling: 1, tasks: TASKS, matching: "", nodes: 2, silent: 0, outdated: 0, workers: WORKERS }
const WELL = {
  at: "2026-01-01T00:00:00Z", open_listings: 10, companies: { well: 3 }, runs: { complete: 5 }, open_incidents: 0,
  oldest_due: 60, signs: {}, groups: [], missing: [], fleet: FLEET,
  mail: { ready: true, unsent: 0, oldest_unsent: null, failing: 0 },
} as Health // prettier-ignore

const tones = (health: Health) => servesOf(health).map((line) => line.tone)
const troubles = (health: Health) => servesOf(health).flatMap((line) => line.trouble || [])

describe("what serves", () => {
  it("is well without a word of trouble", () => {
    expect(new Set(tones(WELL))).toEqual(new Set(["good"]))
    expect(troubles(WELL)).toEqual([])
  })
  it("says once a line that Redis is away", () => {
    expect(troubles({ ...WELL, fleet: null })).toEqual(Array(3).fill("Redis does not answer"))
  })
  it("misses the matcher, though other workers are there", () => {
    const fleet = { ...FLEET, workers: WORKERS.slice(0, 1) }
    expect(troubles({ ...WELL, fleet })).toEqual(["Nobody does the matching"])
    expect(tones({ ...WELL, fleet })[2]).toBe("bad")
  })
  it("misses whoever does the tasks, and does not say that nobody is there", () => {
    const fleet = { ...FLEET, workers: WORKERS.slice(1) }
    expect(troubles({ ...WELL, fleet })).toEqual(["Nobody does the tasks"])
  })
  it("tells what is wrong with matching, and what failed in any queue", () => {
    const failed = TASKS.map((each) => ({ ...each, failed: 1 }))
    expect(troubles({ ...WELL, fleet: { ...FLEET, matching: "9 runs wait", tasks: failed } })).toEqual([
      "9 runs wait, 3 failed this week",
    ])
  })
  it("says how many nodes are silent and old", () => {
    expect(troubles({ ...WELL, fleet: { ...FLEET, silent: 1, outdated: 2 } })).toEqual(["1 silent, 2 with old code"])
  })
  it("tells of a queue that is late", () => {
    expect(troubles({ ...WELL, oldest_due: 7200 })).toEqual(["The longest waits 2 h"])
  })
  it("tells that no mail can go out", () => {
    expect(troubles({ ...WELL, mail: { ...WELL.mail, ready: false } })).toEqual(["It is not set how mails go out"])
  })
  it("warns where more than a fifth of the runs failed", () => {
    expect(tones({ ...WELL, runs: { complete: 3, failed: 1 } })[5]).toBe("warn")
    expect(tones({ ...WELL, runs: { complete: 9, failed: 1 } })[5]).toBe("good")
  })
})
