import { expect, test } from "vitest"
import { oneOf, readSought, SORTS, STATES, TONES, writeSought } from "./state"

test("an address that says something strange means what is usual", () => {
  expect(oneOf("failing", STATES, "")).toBe("failing")
  expect(oneOf("ill", STATES, "")).toBe("")
  expect(oneOf(["open", "name"], SORTS, "name")).toBe("name")
})

test("every state has its tone", () => {
  expect(Object.keys(TONES).sort()).toEqual([...STATES].sort())
})

test("an address says which companies, and nothing that is usual", () => {
  const query = { q: "deut", ats: "lever", country: "DE", state: "well", hiring: "true", sort: "newest" }
  expect(writeSought(readSought(query))).toEqual(query)
  expect(writeSought(readSought({ sort: "name", hiring: "no", state: "ill", other: "x" }))).toEqual({})
})
