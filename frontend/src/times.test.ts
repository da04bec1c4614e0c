import { expect, it } from "vitest"
import { age } from "./times"

const NOW = Date.parse("2026-11-26T12:00:00Z")

it.each([
  ["2026-11-26T11:59:30Z", "just now"],
  ["2026-11-26T11:20:00Z", "40 minutes ago"],
  ["2026-11-26T03:00:00Z", "9 hours ago"],
  ["2026-11-25T11:00:00Z", "yesterday"],
  ["2026-11-20T12:00:00Z", "6 days ago"],
  ["2026-06-01T12:00:00Z", "Jun 1, 2026"],
])("%s is %s", (at, words) => {
  expect(age(at, NOW)).toBe(words)
})
