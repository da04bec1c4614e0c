import { expect, it } from "vitest"
import { withTimes } from "./times"

it("gives times a zone, and leaves the rest", () => {
  const at = new Date("2026-03-01T10:00").toISOString()
  expect(withTimes({ since: "2026-03-01T10:00", node: "2026-03-01T10:00" })).toEqual({ since: at, node: "2026-03-01T10:00" })
})
it("leaves what is no time to the API's refusal", () => {
  expect(withTimes({ until: "soon" })).toEqual({ until: "soon" })
})
