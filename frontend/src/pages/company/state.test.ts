import { expect, test } from "vitest"
import { oneOf, SORTS, STATES, TONES } from "./state"

test("an address that says something strange means what is usual", () => {
  expect(oneOf("failing", STATES, "")).toBe("failing")
  expect(oneOf("ill", STATES, "")).toBe("")
  expect(oneOf(["open", "name"], SORTS, "name")).toBe("name")
})

test("every state has its tone", () => {
  expect(Object.keys(TONES).sort()).toEqual([...STATES].sort())
})
