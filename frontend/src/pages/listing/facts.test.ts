import { expect, test } from "vitest"
import type { Listing } from "@/api/listing"
import { factsOf } from "./facts"

const BARE = {
  places: [],
  workplace: { value: "unknown", source: null, evidence: "" },
  work_from: { value: [], source: null, evidence: "" },
  pay: [],
  employment_types: [],
  department: "",
  posted_at: null,
  posted_bound: false,
  closes_at: null,
  language: "",
  requisition_id: "",
} as unknown as Listing
const HOURLY = { min: 20, max: 25, currency: "EUR", period: "hour", year_min: 41_600, year_max: 52_000, scope: "", source: "text", evidence: "20-25 €/h" } as const
const of = (more: Partial<Listing>) => Object.fromEntries(factsOf({ ...BARE, ...more }).map((fact) => [fact.name, fact]))

test("of pay and workplace it is said that they are not stated; of the rest nothing", () => {
  expect(factsOf(BARE).map((fact) => [fact.name, fact.values])).toEqual([
    ["Workplace", ["Not stated"]],
    ["Pay", ["Not stated"]],
  ])
})

test("a fact says what it rests on", () => {
  const facts = of({ workplace: { value: "remote", source: "text", evidence: "work from anywhere" }, pay: [HOURLY] })
  expect(facts.Workplace).toMatchObject({ values: ["Remote"], source: "text", evidence: "work from anywhere" })
  expect(facts.Pay).toMatchObject({ values: ["€20–25 / hour, about €41,600–€52,000 a year"], evidence: "20-25 €/h" })
})

test("ranges of the same words stand together, each with whom it is for", () => {
  const [berlin, bonn] = ["Berlin", "Bonn"].map((scope) => ({ ...HOURLY, scope, year_min: null, year_max: null }))
  const pay = factsOf({ ...BARE, pay: [berlin!, bonn!, { ...HOURLY, source: "field", evidence: "" }] }).filter((fact) => fact.name === "Pay")
  expect(pay.map((fact) => fact.values.length)).toEqual([2, 1])
  expect(pay[0]?.values[1]).toBe("Bonn: €20–25 / hour")
})

test("areas have names, and a bound is no day", () => {
  const facts = of({ work_from: { value: ["DE", "EMEA"], source: "field", evidence: "" }, posted_at: "2026-11-01T12:00:00Z", posted_bound: true })
  expect(facts["Open to people in"]?.values).toEqual(["Germany", "EMEA"])
  expect(facts.Posted?.values).toEqual(["Nov 1, 2026 or earlier"])
})
