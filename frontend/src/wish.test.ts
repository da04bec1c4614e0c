import { beforeEach, expect, test } from "vitest"
import { keepWish, takeWish } from "./wish"

beforeEach(() => sessionStorage.clear())

test("a wish is granted once, on its own page", () => {
  keepWish("/jobs/1", "saved")
  expect(takeWish("/jobs/2")).toBeNull()
  expect(takeWish("/jobs/1")).toBe("saved")
  expect(takeWish("/jobs/1")).toBeNull()
})

test("what was wished long ago is not done by surprise", () => {
  keepWish("/jobs/1", "hidden", 0)
  expect(takeWish("/jobs/1", 31 * 60_000)).toBeNull()
  expect(takeWish("/jobs/1", 0)).toBeNull()
})

test("what is no wish is passed over", () => {
  sessionStorage.setItem("wish", "{")
  expect(takeWish("/jobs/1")).toBeNull()
})
