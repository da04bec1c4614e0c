import { expect, it } from "vitest"
import { cadenceWords, endsSoon, timeLeft, weekdayName } from "./says"

const NOW = Date.parse("2026-03-01T12:00:00Z")
const VIENNA = "Europe/Vienna"

it("says how often a tracker mails, and where its clock is if that is elsewhere", () => {
  const about = { cadence: "weekly", hour: 8, weekday: 4, zone: VIENNA } as const
  expect(cadenceWords(about, VIENNA)).toMatch(/^Fridays at 8:00\sAM$/)
  expect(cadenceWords({ ...about, cadence: "daily" }, "UTC")).toMatch(/^Daily at 8:00\sAM \(Europe\/Vienna\)$/)
  expect(cadenceWords({ ...about, cadence: "instant" }, "UTC")).toBe("As it comes")
})

it("counts weekdays from Monday", () => {
  expect([weekdayName(0), weekdayName(6)]).toEqual(["Monday", "Sunday"])
})

it.each([
  ["2026-03-31T12:00:00Z", "30 days left"],
  ["2026-03-31T11:59:00Z", "30 days left"],
  ["2026-03-02T13:00:00Z", "25 hours left"],
  ["2026-03-01T13:30:00Z", "1 hour left"],
  ["2026-03-01T12:30:00Z", "Less than an hour left"],
  ["2026-03-01T11:00:00Z", ""],
])("of an end at %s says: %s", (end, words) => {
  expect(timeLeft(end, NOW)).toBe(words)
})

it("offers to renew in the last week only", () => {
  expect(endsSoon({ ends_at: "2026-03-06T12:00:00Z", state: "running" }, NOW)).toBe(true)
  expect(endsSoon({ ends_at: "2026-04-06T12:00:00Z", state: "running" }, NOW)).toBe(false)
  expect(endsSoon({ ends_at: "2026-02-06T12:00:00Z", state: "ended" }, NOW)).toBe(false)
})
