import { afterEach, expect, test, vi } from "vitest"
import { ask, patiently } from "./client"
import { Away, Refusal } from "./refusal"

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** What never answers, until it is given up. */
const never = (_: unknown, { signal }: RequestInit) => new Promise((_, fail) => signal?.addEventListener("abort", () => fail(signal.reason)))

test("who never answers is given up, and is away", async () => {
  const patience = new AbortController()
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(patience.signal)
  vi.stubGlobal("fetch", vi.fn(never))
  const asked = ask(patiently(new Request("http://localhost/api/stats")).then((response) => ({ response })))
  patience.abort(new DOMException("too long", "TimeoutError"))
  await expect(asked).rejects.toEqual(expect.objectContaining({ isSlow: true }))
  await expect(asked).rejects.toBeInstanceOf(Away)
})

test("what is not waited for any more is neither away nor refused", async () => {
  const own = new AbortController()
  vi.stubGlobal("fetch", vi.fn(never))
  const asked = ask(patiently(new Request("http://localhost/api/stats", { signal: own.signal })).then((response) => ({ response })))
  own.abort()
  const thrown: unknown = await asked.catch((error: unknown) => error)
  expect(thrown).not.toBeInstanceOf(Away)
  expect(thrown).not.toBeInstanceOf(Refusal)
})
