import { expect, it } from "vitest"
import { read, said } from "./asked"

it("reads what the address says, and nothing else", () => {
  expect(read({ words: "acme", other: "1" }, ["words", "ats"])).toEqual({ words: "acme", ats: "" })
})
it("takes the first of what is said twice", () => {
  expect(read({ ats: ["lever", "ashby"] }, ["ats"])).toEqual({ ats: "lever" })
})
it("sends only what is said", () => {
  expect(said({ words: " ", ats: "lever", cause: "" })).toEqual({ ats: "lever" })
})
