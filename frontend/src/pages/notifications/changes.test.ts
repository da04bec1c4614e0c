import { expect, it } from "vitest"
import { changesOf } from "./changes"

it("says what was changed, from what to what, in words", () => {
  const pay = [{ min: 30_000, max: null, currency: "EUR", period: "year" }]
  const changed = {
    title: ["Cook", "Baker"],
    places: [[{ name: "Rome" }], [{ name: "Rome" }, { name: "Bari" }]],
    employment_types: [["FULL_TIME"], ["PART_TIME"]],
    workplace: ["unknown", "on-site"],
    pay: [[], pay],
  }
  expect(changesOf({ title: "Baker", changed })).toEqual([
    { field: "Title", before: "Cook", after: "Baker" },
    { field: "Places", before: "Rome", after: "Rome · Bari" },
    { field: "Employment", before: "Full-time", after: "Part-time" },
    { field: "Workplace", before: "Workplace not stated", after: "On-site" },
    { field: "Pay", before: "nothing", after: "from €30,000 / year" },
  ])
})

it("takes no offence at what it does not know", () => {
  expect(changesOf({ title: "Baker" })).toEqual([])
  expect(changesOf({ changed: { html: ["old", "new"] } })).toEqual([])
  expect(changesOf({ changed: { title: "new" } })).toEqual([])
})
