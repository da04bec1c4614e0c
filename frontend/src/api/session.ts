import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/vue-query"
import { computed } from "vue"
import { api, ask, forgetToken, type Schemas } from "./client"

export type Account = Schemas["Account"]

/** The account of whoever is logged in; null: nobody is. */
export const accountQuery = {
  queryKey: ["account"],
  queryFn: async (): Promise<Account | null> => (await ask(api.GET("/api/session"))).account,
  staleTime: 60_000,
}

/** Who is logged in. */
export function useSession() {
  const query = useQuery(accountQuery)
  return {
    account: computed(() => query.data.value ?? null),
    isLoggedIn: computed(() => !!query.data.value),
    isAdmin: computed(() => !!query.data.value?.admin),
    isKnown: computed(() => query.data.value !== undefined),
  }
}

/** Everything that was read is read anew: somebody else sees other things. */
export async function sessionChanged(queries: QueryClient): Promise<void> {
  forgetToken()
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== "account" })
  await queries.refetchQueries({ queryKey: ["account"] })
}

export function useLogOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => ask(api.DELETE("/api/session")),
    onSuccess: () => sessionChanged(queries),
  })
}
