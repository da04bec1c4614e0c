import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/vue-query"
import { computed } from "vue"
import { keepTyped } from "@/typed"
import { api, ask, forgetToken, type Schemas } from "./client"

export type Account = Schemas["Account"]

/** Who is logged in (account null: nobody is), and who may sign up. */
export const sessionQuery = {
  queryKey: ["account"],
  queryFn: () => ask(api.GET("/api/session")),
  staleTime: 60_000,
}

/** Who is logged in. */
export function useSession() {
  const query = useQuery(sessionQuery)
  const account = computed(() => query.data.value?.account ?? null)
  return {
    account,
    isLoggedIn: computed(() => !!account.value),
    isAdmin: computed(() => !!account.value?.admin),
    /** "open" until it is known otherwise. */
    signup: computed(() => query.data.value?.signup ?? "open"),
    isKnown: computed(() => query.data.value !== undefined),
  }
}

/** What the page knows of the account that is logged in; null: nobody is any more. */
export function accountIs(queries: QueryClient, account: Account | null): void {
  queries.setQueryData<Schemas["Present"]>(sessionQuery.queryKey, (old) => old && { ...old, account })
}

const TABS = new BroadcastChannel("session")
const nameOf = (session: Schemas["Present"] | undefined) => session?.account?.email ?? ""

/** Have this tab show what is of whoever logged in, or out, in another one. */
export function followTabs(queries: QueryClient, readAnew: () => void = () => location.reload()): void {
  TABS.onmessage = ({ data: name }: MessageEvent<string>) => {
    forgetToken()
    const known = queries.getQueryData<Schemas["Present"]>(sessionQuery.queryKey)
    if (!known || nameOf(known) === name) return
    if (!nameOf(known)) return void queries.invalidateQueries() // nothing of anybody is shown yet
    keepTyped()
    readAnew()
  }
}

/** Everything that was read is read anew: somebody else sees other things. Other tabs are told. */
export async function sessionChanged(queries: QueryClient): Promise<void> {
  forgetToken()
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== "account" })
  await queries.refetchQueries({ queryKey: ["account"] })
  TABS.postMessage(nameOf(queries.getQueryData<Schemas["Present"]>(sessionQuery.queryKey)))
}

export function useLogOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => ask(api.DELETE("/api/session")),
    onSuccess: () => sessionChanged(queries),
  })
}
