import { expect, test } from "vitest"
import { tokenOf } from "./link"

test("the token of a link is what stands behind the #, whatever was made of it on its way", () => {
  expect(tokenOf("#abc.d-e_f")).toBe("abc.d-e_f")
  expect(tokenOf("#a%2Eb")).toBe("a.b")
  expect(tokenOf("#ab%")).toBe("ab")
  expect(tokenOf("#%ff")).toBe("%ff")
  expect(tokenOf("")).toBe("")
})
