import { expect, it } from "vitest"
import { detailOf } from "./detail"

it("says what was, and what is", () => {
  expect(detailOf({ min_listings: [5, null], why: "moved" })).toBe("min listings: 5 → –, why: moved")
})
it("names companies, two of them as well", () => {
  expect(detailOf({ number: 2, companies: ["acme", "bolt"] })).toBe("number: 2, companies: acme bolt")
})
it("says nothing of nothing", () => expect(detailOf({})).toBe(""))
