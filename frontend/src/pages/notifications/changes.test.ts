import { expect, it } from "vitest"
import { changesOf } from "./changes"

it("says what was changed, from what to what", () => {
  const changed = { title: ["Cook", "Baker"], places: [["Rome"], ["Rome", "Bari"]], pay_min: [null, 30000] }
  expect(changesOf({ title: "Baker", changed })).toEqual([
    { field: "title", before: "Cook", after: "Baker" },
    { field: "places", before: "Rome", after: "Rome, Bari" },
    { field: "pay min", before: "nothing", after: "30000" },
  ])
})

it("cuts long texts, and takes no offence at what it does not know", () => {
  expect(changesOf({ changed: { html: ["x".repeat(500), "y"] } })[0]?.before).toHaveLength(82)
  expect(changesOf({ title: "Baker" })).toEqual([])
  expect(changesOf({ changed: { html: "new" } })).toEqual([])
})
