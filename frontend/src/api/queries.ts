import { MutationCache, QueryCache, QueryClient } from "@tanstack/vue-query"
import type { Router } from "vue-router"
import { Away, Refusal } from "./refusal"
import { keepTyped } from "@/typed"
import { accountIs, followTabs } from "./session"

/** Where the server's data is kept. A session that ended leads to the log-in, and from there back. */
export function makeQueries(router: Router): QueryClient {
  const lost = (error: unknown) => {
    if (!(error instanceof Refusal) || error.status !== 401) return
    keepTyped()
    accountIs(queries, null)
    const here = router.currentRoute.value
    if (here.name !== "login") void router.push({ name: "login", query: { to: here.fullPath } })
  }
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: lost }),
    mutationCache: new MutationCache({ onError: lost }),
    defaultOptions: {
      queries: { staleTime: 30_000, retry: again, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  })
  followTabs(queries)
  return queries
}

/** What was refused is refused the next time, too; what was not answered, or is too busy, may be. */
function again(failures: number, error: unknown): boolean {
  const hopeless = (error instanceof Refusal && error.status < 500) || (error instanceof Away && error.isSlow)
  return !hopeless && failures < 1
}
