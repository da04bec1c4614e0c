import { expect, test } from "vitest"
import type { Happened } from "@/api/listing"
import { told, valueWords } from "./history"

const event = (more: Partial<Happened>): Happened => ({
  at: "2026-11-01T12:00:00Z",
  kind: "changed",
  beginning: false,
  changes: [],
  reason: "",
  successor: null,
  ...more,
})
const EUROS = { currency: "EUR", period: "year", year_min: null, year_max: null, source: "field", scope: "", evidence: "" }

test("the newest stands first", () => {
  const history = [event({ kind: "first seen" }), event({ kind: "removed", at: "2026-11-03T12:00:00Z" })]
  expect(told(history).map((each) => each.title)).toEqual(["Removed", "First seen"])
})

test("nobody says new of what was there before anybody looked", () => {
  const [first] = told([event({ kind: "first seen", beginning: true })])
  expect(first?.lines).toEqual(["Already there when this company's board was first read"])
})

test("why it was removed, and what took its place", () => {
  const [removed] = told([event({ kind: "removed", reason: "migrated", successor: 7 })])
  expect(removed).toMatchObject({ lines: ["The company's board lists it under a new address."], successor: 7 })
  expect(told([event({ kind: "removed", reason: "a reason of tomorrow" })])[0]?.lines).toEqual([])
})

test("what changed is said from the old to the new", () => {
  const pay = { field: "pay" as const, old: [], new: [{ ...EUROS, min: 60_000, max: 70_000 }] }
  const places = { field: "places" as const, old: [{ name: "Berlin" }], new: [{ name: "Berlin" }, { name: "Bonn" }] }
  expect(told([event({ changes: [pay, places] })])[0]?.lines).toEqual([
    "Pay: nothing → €60,000–70,000 / year",
    "Places: Berlin → Berlin · Bonn",
  ])
})

test("values that nobody foresaw are shown as they are, or not at all", () => {
  expect(valueWords("workplace", "on-site")).toBe("On-site")
  expect(valueWords("workplace", "on the moon")).toBe("on the moon")
  expect(valueWords("employment_types", ["INTERN", "GIG"])).toBe("Internship, GIG")
  expect(valueWords("title", null)).toBe("nothing")
})
