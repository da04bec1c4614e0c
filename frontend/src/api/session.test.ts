import { QueryClient } from "@tanstack/vue-query"
import { expect, test, vi } from "vitest"
import { followTabs, sessionQuery, type Account } from "./session"

const session = (email: string) => ({ signup: "open", account: email ? ({ email } as Account) : null })

/** What this tab does when another one says who is logged in there now. */
async function told(here: string, there: string) {
  const queries = new QueryClient()
  queries.setQueryData(sessionQuery.queryKey, session(here))
  queries.setQueryData(["trackers"], [])
  const readAnew = vi.fn()
  followTabs(queries, readAnew)
  const other = new BroadcastChannel("session")
  other.postMessage(there)
  await new Promise((done) => setTimeout(done, 50))
  other.close()
  return { isReadAnew: readAnew.mock.calls.length > 0, isOld: !!queries.getQueryState(["trackers"])?.isInvalidated }
}

test("who logs out, or in as somebody else, sees nothing of before in any tab", async () => {
  expect((await told("me@example.com", "")).isReadAnew).toBe(true)
  expect((await told("me@example.com", "two@example.com")).isReadAnew).toBe(true)
})

test("who logs in is logged in everywhere, and the page stays", async () => {
  expect(await told("", "me@example.com")).toEqual({ isReadAnew: false, isOld: true })
  expect(await told("me@example.com", "me@example.com")).toEqual({ isReadAnew: false, isOld: false })
})
