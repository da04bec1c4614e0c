import { describe, expect, it } from "vitest"
import { wayBack } from "./back"

describe("the way back after a log-in", () => {
  it.each(["/trackers/new?q=a+b#cadence=weekly", "/jobs/7", "/"])("leads to %s", (path) => {
    expect(wayBack(path, "/else")).toBe(path)
  })

  it.each(["https://evil.example", "//evil.example", "/\\evil.example", "/a\\b", "javascript:alert(1)", "jobs", "", "/a\nb"])(
    "never leads to %j",
    (path) => expect(wayBack(path, "/else")).toBe("/else"),
  )

  it.each(["/login?to=/x", "/signup", "/confirm#token"])("does not lead in a circle: %s", (path) => {
    expect(wayBack(path, "/else")).toBe("/else")
  })

  it("is spelt as mails and addresses take it", () => {
    expect(wayBack("/jobs?q=münchen 1", "/")).toBe("/jobs?q=m%C3%BCnchen%201")
  })
})
