import { expect, it } from "vitest"
import { filterWords } from "./words"

it("says of pay what is asked for, and of what is no amount that it is none", () => {
  expect(filterWords("pay_min", "60000", new Map())).toBe("From €60,000 a year")
  expect(filterWords("pay_min", "lots", new Map())).toBe("From “lots” a year")
})
