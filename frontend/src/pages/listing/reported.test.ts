// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest"
import { remember, wasReported } from "./reported"

beforeEach(() => localStorage.clear())

test("what was reported is known again, the last fifty of them", () => {
  for (let id = 1; id <= 51; id++) remember(id)
  remember(51)
  expect([wasReported(51), wasReported(2), wasReported(1), wasReported(99)]).toEqual([true, true, false, false])
})

test("what somebody else left there is no reason to fail", () => {
  for (const strange of ["{", '{"a": 1}', '["7"]']) {
    localStorage.setItem("reported", strange)
    expect(wasReported(7)).toBe(false)
  }
})
