import { describe, expect, it } from "vitest"
import { readWhere, writeWhere } from "./where"
import { whereWords } from "./words"

describe("where I can work", () => {
  it.each([
    ["Berlin~30km:on-site,hybrid", "Berlin + 30 km, on-site or hybrid"],
    ["Springfield, Illinois, US~20mi", "Springfield, Illinois, US + 20 mi"],
    ["DE", "Germany"],
    ["Bavaria:hybrid", "Bavaria, hybrid"],
    ["remote", "From home"],
    ["remote:DE", "From home in Germany"],
    ["remote:AT,unknown", "From home in Austria, or not said"],
    ["hybrid,on-site", "hybrid or on-site"],
  ])("%s is written as it was read, and in words is: %s", (text, words) => {
    expect(writeWhere(readWhere(text))).toBe(text)
    expect(whereWords(text)).toBe(words)
  })

  it("takes the signs of its grammar out of a name", () => {
    expect(writeWhere({ kind: "there", place: "Ber:lin ~x", radius: "", workplaces: [] })).toBe("Ber lin x")
  })
})
