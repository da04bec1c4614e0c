import { expect, test } from "vitest"
import { begun, bucketWords, movement, percent, standing } from "./days"

const DAYS = [
  { day: "2026-11-01", new: 0, begun: 40, back: 0, removed: 0, open: 40 },
  { day: "2026-11-02", new: 3, begun: 0, back: 1, removed: 4, open: 40 },
]

test("removed ones go downwards, and what a first reading found is in the table only", () => {
  const plotted = movement(DAYS)
  expect(plotted.series.map((each) => [each.label, each.values, each.down ?? false])).toEqual([
    ["New", [0, 3], false],
    ["Returned", [0, 1], false],
    ["Removed", [0, 4], true],
  ])
  expect(begun(DAYS)).toBe(40)
  expect(plotted.about).toContain("3 new, 1 returned, 4 removed")
})

test("the table has every day, the newest first, by UTC", () => {
  expect(movement(DAYS).rows).toEqual([
    ["Nov 2, 2026", 3, 1, 4, 0],
    ["Nov 1, 2026", 0, 0, 0, 40],
  ])
  expect(standing(DAYS).rows[0]).toEqual(["Nov 2, 2026", 40])
})

test("no days are no picture of infinity", () => {
  expect(standing([]).about).toBe("A line for each day: from 0 to 0 open listings, at most 0.")
})

test("buckets and shares in words", () => {
  expect([bucketWords(0, 1), bucketWords(3, 7), bucketWords(180, null)]).toEqual(["under 1", "3–7", "180 or more"])
  expect([percent(0, 0), percent(1, 1000), percent(1, 3)]).toEqual(["0", "< 1", "33"])
})
