import { describe, expect, it } from "vitest"
import { percent, spanOf, stateOf, toneOf, wordOf } from "./words"

const WELL = { retired_at: null, switched_off: "", paused_at: null, held_since: null, cause: "", last_complete_at: "2026-01-01" }

describe("how a company stands", () => {
  it.each([
    [{}, "well"],
    [{ last_complete_at: null }, "unread"],
    [{ cause: "blocked" }, "blocked"],
    [{ cause: "empty", held_since: "2026-01-01" }, "held"],
    [{ cause: "blocked", paused_at: "2026-01-01" }, "paused"],
    [{ paused_at: "2026-01-01", retired_at: "2026-01-01" }, "retired"],
  ])("%j is %s", (more, word) => expect(stateOf({ ...WELL, ...more })).toBe(word))
})

describe("words", () => {
  it("are the API's own where none is known", () => expect(wordOf("quux")).toBe("quux"))
  it("may mean something else elsewhere", () => {
    expect([wordOf("added"), wordOf("added", "origins"), wordOf("added", "mailKinds")]).toEqual(["added", "added here", "account made"])
    expect(wordOf("company.pause", "auditActs")).toBe("pause companies")
    expect(wordOf("gate.ticket", "auditActs")).toBe("open the other tools")
  })
  it("have no colour where none is known", () => expect(toneOf("quux")).toBe(""))
  it("say what failed in red", () => expect(toneOf("failed")).toBe("bad"))
})

it("says how long in the unit that fits", () => {
  expect([40, 180, 6 * 3600, 3 * 86_400].map(spanOf)).toEqual(["40 s", "3 min", "6 h", "3 days"])
})

it("says a part in percent", () => expect(percent(0.254)).toBe("25 %"))
