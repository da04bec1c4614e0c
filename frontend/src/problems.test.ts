// @vitest-environment happy-dom
import { expect, it } from "vitest"
import { Away, Refusal } from "./api/refusal"
import { sentenceOf, useProblems } from "./problems"

it("puts each rule beside its field, and the rest above the form", () => {
  const problems = useProblems(["email", "places"])
  problems.take(
    new Refusal(422, "The request has values that cannot be.", [
      { field: "email", rule: "is no address" },
      { field: "places.0.km", rule: "at least 1" },
      { field: "zone", rule: "is unknown" },
    ]),
  )
  expect(problems.of("email")).toBe("is no address")
  expect(problems.of("places")).toBe("at least 1")
  expect(problems.rest.value).toBe("zone: is unknown")
  problems.clear()
  expect(problems.of("email")).toBe("")
  expect(problems.rest.value).toBe("")
})

it("says in a sentence what is about no field", () => {
  const problems = useProblems([])
  problems.take(new Refusal(409, "It is there already."))
  expect(problems.rest.value).toBe("It is there already.")
  expect(sentenceOf(new Refusal(429, "", [], 7))).toContain("7 seconds")
  expect(sentenceOf(new Refusal(422, "It cannot be.", [{ field: "state", rule: "must be open" }]))).toBe("state: must be open")
  expect(sentenceOf(new Away())).toContain("does not answer")
})
