import { describe, expect, it } from "vitest"
import { drops, dropped, filtersOf, readSearch, searchUrl, toggled, trackedUrl, withoutFilters, writeSearch } from "./state"

const query = { q: "engineer", where: ["Berlin~30km:hybrid", "remote:DE"], pay_min: "60000", pay_currency: "USD", sort: "pay" }

describe("the address of a search", () => {
  it("says the same after it was read and written", () => {
    expect(writeSearch(readSearch(query))).toEqual(query)
    expect(searchUrl(readSearch(query))).toBe(
      "q=engineer&sort=pay&where=Berlin%7E30km%3Ahybrid&where=remote%3ADE&pay_min=60000&pay_currency=USD",
    )
  })

  it("keeps nothing that the API would not know, nothing empty, nothing twice", () => {
    expect(readSearch({ utm_source: "mail", q: " ", company: ["a", "a", ""], state: ["all", "open"] })).toEqual({
      company: ["a"],
      state: ["all"],
    })
  })

  it("is the same for searches that are equal, whatever the order of their parameters", () => {
    expect(searchUrl(readSearch({ company: "a", q: "x" }))).toBe(searchUrl(readSearch({ q: "x", company: "a" })))
  })

  it("leaves out of a tracker what says how results are shown", () => {
    expect(trackedUrl(readSearch({ q: "x", sort: "pay", hidden: "include" }))).toBe("q=x")
  })
})

describe("filters", () => {
  const search = readSearch(query)

  it("are everything but words and order", () => {
    expect(filtersOf(search).map(([name]) => name)).toEqual(["where", "where", "pay_min", "pay_currency"])
    expect(withoutFilters(search)).toEqual({ q: ["engineer"], sort: ["pay"] })
  })

  it("go in and out", () => {
    const chosen = toggled({}, "workplace", "remote")
    expect(chosen.workplace).toEqual(["remote"])
    expect(writeSearch(toggled(chosen, "workplace", "remote"))).toEqual({})
  })

  it("of pay go with their currency", () => {
    expect(writeSearch(dropped(search, "pay_min", "60000"))).not.toHaveProperty("pay_currency")
  })

  it("can be dropped one by one where nothing is found, and so can the words", () => {
    const ways = drops(search).map((way) => [way.name, way.value])
    expect(ways).toEqual([
      ["q", "engineer"],
      ["where", "Berlin~30km:hybrid"],
      ["where", "remote:DE"],
      ["pay_min", "60000"],
    ])
    expect(searchUrl(drops(search)[1]!.search)).toContain("remote%3ADE")
    expect(searchUrl(drops(search)[1]!.search)).not.toContain("Berlin")
  })
})
