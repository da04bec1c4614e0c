// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest"
import { keepWish, takeWish } from "./wish"

beforeEach(() => sessionStorage.clear())

test("a wish is granted once, on its own page, by who can grant it", () => {
  keepWish("/jobs/1", "saved")
  expect(takeWish("/jobs/2", ["saved"])).toBeNull()
  expect(takeWish("/jobs/1", ["mute"])).toBeNull()
  expect(takeWish("/jobs/1", ["hidden", "saved"])).toBe("saved")
  expect(takeWish("/jobs/1", ["saved"])).toBeNull()
})

test("what was wished long ago is not done by surprise", () => {
  keepWish("/jobs/1", "hidden", 0)
  expect(takeWish("/jobs/1", ["hidden"], 31 * 60_000)).toBeNull()
  expect(takeWish("/jobs/1", ["hidden"], 0)).toBeNull()
})

test("what is no wish is passed over", () => {
  sessionStorage.setItem("wish", "{")
  expect(takeWish("/jobs/1", ["saved"])).toBeNull()
})
