import { expect, it } from "vitest"
import { atsName, money, payWords, placesWords, type Pay } from "./facts"
import { filterWords } from "./search/words"

const pay = (values: Partial<Pay>): Pay => ({
  min: null, max: null, currency: "EUR", period: "year", year_min: null, year_max: null, source: "field", scope: "", evidence: "",
  ...values,
})

it.each([
  [{ min: 60000, max: 75000 }, "€60,000–75,000 / year"],
  [{ min: 60000, max: 60000 }, "€60,000 / year"],
  [{ min: 21.5, currency: "USD", period: "hour" as const }, "from $21.50 / hour"],
  [{ max: 900, period: "day" as const }, "up to €900 / day"],
])("pay %o reads %s", (values, words) => {
  expect(payWords(pay(values))).toBe(words)
})

it("says an amount in a currency that nobody knows", () => {
  expect(money(5, "??")).toBe("5 ??")
})

it("names the first places and counts the rest, each once", () => {
  expect(placesWords(["Berlin", "Berlin", "Bonn", "Ulm"])).toBe("Berlin · Bonn and 1 more")
})

it("says filters in words, by the labels it learnt or by their codes", () => {
  const labels = new Map([["company acme", "Acme"]])
  expect(filterWords("company", "acme", labels)).toBe("Acme")
  expect(filterWords("country", "DE", labels)).toBe("Germany")
  expect(filterWords("language", "de", labels)).toBe("German")
  expect(filterWords("first_seen_since", "7d", labels)).toBe("Found: last 7 days")
  expect(filterWords("pay_min", "60000", labels, { pay_currency: ["USD"] })).toBe("From $60,000 a year")
  expect(filterWords("state", "nonsense", labels)).toBe("nonsense")
})

it("an ATS has its own name, and a careers page of one's own is called so", () => {
  expect(["greenhouse", "smartrecruiters", "", "jsonld"].map(atsName)).toEqual([
    "Greenhouse",
    "SmartRecruiters",
    "Own careers page",
    "Careers page with JSON-LD",
  ])
})
