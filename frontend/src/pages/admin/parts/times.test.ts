import { expect, it } from "vitest"
import { shownTime, withTimes } from "./times"

it("gives times a zone, and leaves the rest", () => {
  const at = new Date("2026-03-01T10:00").toISOString()
  expect(withTimes({ since: "2026-03-01T10:00", node: "2026-03-01T10:00" })).toEqual({ since: at, node: "2026-03-01T10:00" })
})
it("leaves what is no time to the API's refusal", () => {
  expect(withTimes({ until: "soon", since: "7d" })).toEqual({ until: "soon", since: "7d" })
})
it("shows how long ago as a time", () => {
  const now = new Date("2026-03-08T10:00").getTime()
  expect(shownTime("7d", now)).toBe("2026-03-01T10:00")
  expect(shownTime("12H", now)).toBe("2026-03-07T22:00")
  expect(shownTime("2026-03-01T10:00", now)).toBe("2026-03-01T10:00")
})
