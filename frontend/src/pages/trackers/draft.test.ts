import { describe, expect, it } from "vitest"
import type { Tracker } from "@/api/trackers"
import { searchIn } from "./asked"
import { changesTo, draftOf, lastDay, newDraft, readDraft, toSend, wordsOf, writeDraft } from "./draft"

const tracker = {
  id: 1,
  name: "Rust",
  search: "q=rust",
  email: "mum@example.com",
  cadence: "daily",
  hour: 8,
  weekday: 0,
  zone: "Europe/Vienna",
  ends_at: "2026-06-01T22:00:00Z", // midnight there
  muted_words: ["senior", "night shift"],
  muted_companies: ["acme"],
  webhook: { url: "https://example.com/hook" },
} as Tracker

describe("what a tracker watches for", () => {
  it("is the part of an address after ?, without what says how results are shown", () => {
    expect(searchIn("https://jobs.example/jobs?q=a+b&sort=pay&where=remote%3ADE#top")).toBe("q=a+b&where=remote%3ADE")
    expect(searchIn("/trackers/new?q=x&cursor=abc&fold=none&hidden=include&state=open")).toBe("q=x")
    expect(searchIn("company=a&company=b")).toBe("company=a&company=b")
  })

  it("is nothing where nothing is asked", () => {
    expect(searchIn("/trackers/new?q=+&sort=newest")).toBe("")
    expect(searchIn("")).toBe("")
  })
})

describe("a draft", () => {
  it("goes through the address and back", () => {
    const draft = newDraft("q=rust")
    Object.assign(draft, { cadence: "weekly", weekday: 4, hour: 0, span: "until", until: "2027-01-01", words: "a, b & c" })
    draft.companies = ["acme", "b&c"]
    expect(readDraft(writeDraft(draft), "q=rust")).toEqual(draft)
  })

  it("says nothing that is as it always is", () => {
    expect(writeDraft(newDraft("q=rust"))).toBe("")
  })

  it("is not led astray by what cannot be", () => {
    expect(readDraft("#cadence=hourly&hour=99&weekday=x&span=forever", "q=a")).toEqual(newDraft("q=a"))
  })

  it("sends days, or the last day, and never both", () => {
    expect(toSend(newDraft("q=a"))).toMatchObject({ days: 90, until: null, email: null })
    expect(toSend({ ...newDraft("q=a"), span: "until", until: "2027-01-01" })).toMatchObject({ days: null, until: "2027-01-01" })
    expect(toSend({ ...newDraft("q=a"), span: "until" })).toMatchObject({ days: null, until: null })
  })
})

describe("changes", () => {
  it("are none where nothing was touched: an address that is named again would be asked again", () => {
    expect(changesTo(tracker, draftOf(tracker))).toEqual({})
  })

  it("name what is another, and nothing else", () => {
    expect(changesTo(tracker, { ...draftOf(tracker), hour: 9, words: "senior" })).toEqual({ hour: 9, muted_words: ["senior"] })
    expect(changesTo(tracker, { ...draftOf(tracker), email: " " })).toEqual({ email: null })
    expect(changesTo(tracker, { ...draftOf(tracker), span: "30" })).toEqual({ days: 30, until: null })
    expect(changesTo(tracker, { ...draftOf(tracker), until: "2026-07-01" })).toEqual({ days: null, until: "2026-07-01" })
  })
})

it("counts a midnight to the day before, where the tracker is", () => {
  expect(lastDay(tracker.ends_at, "Europe/Vienna")).toBe("2026-06-01")
  expect(lastDay("2026-06-01T12:00:00Z", "UTC")).toBe("2026-06-01")
})

it("takes words one by one", () => {
  expect(wordsOf(" senior, night shift;senior,\n ,")).toEqual(["senior", "night shift"])
})
