import { afterEach, expect, test, vi } from "vitest"
import { isOutdated } from "./outdated"

const OWN = "/assets/index-old.js"
const page = (file: string) => `<script type="module" crossorigin src="/assets/${file}"></script>`
const answers = (answer: () => Promise<Response>) => vi.stubGlobal("fetch", vi.fn(answer))

afterEach(() => vi.unstubAllGlobals())

test("a page is outdated if the server has another one now", async () => {
  answers(async () => new Response(page("index-new.js")))
  expect(await isOutdated(OWN)).toBe(true)
  answers(async () => new Response(page("index-old.js")))
  expect(await isOutdated(OWN)).toBe(false)
})

test("it is not if the server is ill, away, or another one answers", async () => {
  answers(async () => new Response(page("index-new.js"), { status: 503 }))
  expect(await isOutdated(OWN)).toBe(false)
  answers(async () => new Response("<h1>Log in to the hotel's network</h1>"))
  expect(await isOutdated(OWN)).toBe(false)
  answers(async () => Promise.reject(new TypeError("away")))
  expect(await isOutdated(OWN)).toBe(false)
})
