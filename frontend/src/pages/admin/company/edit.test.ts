import { describe, expect, it } from "vitest"
import type { Company } from "@/api/admin"
import { changes, formOf } from "./edit"

const ACME = { name: "Acme", country: "DE", homepage: "", min_listings: 5, interval: 7200 } as Company
const form = formOf(ACME)

describe("what is sent of an edit", () => {
  it("is nothing where nothing changed", () => expect(changes(form, { ...form })).toEqual({}))
  it("is what changed alone", () => expect(changes(form, { ...form, name: "Acme Ltd" })).toEqual({ name: "Acme Ltd" }))
  it("gives hours as seconds", () => expect(changes(form, { ...form, interval: "1,5" })).toEqual({ interval: 5400 }))
  it("takes a number back where a field is emptied", () =>
    expect(changes(form, { ...form, min_listings: " ", interval: "" })).toEqual({ min_listings: null, interval: null }))
  it("leaves what is no number to the API's refusal", () =>
    expect(changes(form, { ...form, min_listings: "many" })).toEqual({ min_listings: "many" }))
  it("writes a country as the API does", () => expect(changes(form, { ...form, country: "fr" })).toEqual({ country: "FR" }))
  it("can be turned round, to take it back", () =>
    expect(changes({ ...form, interval: "6" }, form)).toEqual({ interval: 7200 }))
})
