// @vitest-environment happy-dom
import { beforeEach, expect, it } from "vitest"
import { nextVisit, visit } from "./visits"

const NOON = Date.parse("2026-11-26T12:00:00Z")
const MINUTE = 60_000

beforeEach(() => localStorage.clear())

it("knows of nothing new at the first visit", () => {
  expect(visit(NOON)).toBeNull()
})

it("keeps what is new for as long as a visit lasts, and begins another after half an hour away", () => {
  visit(NOON)
  expect(visit(NOON + 20 * MINUTE)).toBeNull()
  expect(visit(NOON + 45 * MINUTE)).toBeNull()
  const next = visit(NOON + 100 * MINUTE)
  expect(next).toBe("2026-11-26T12:45:00.000Z")
  expect(visit(NOON + 110 * MINUTE)).toBe(next)
})

it("takes what it finds for nothing if it is something else", () => {
  localStorage.setItem("visits", "not JSON")
  expect(visit(NOON)).toBeNull()
  expect(nextVisit(null, NOON).before).toBeNull()
})
