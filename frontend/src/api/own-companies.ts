import { useMutation, useQuery, useQueryClient } from "@tanstack/vue-query"
import { computed, type Ref } from "vue"
import { api, ask, type Schemas } from "./client"
import { usePages } from "./pages"
import { useSession } from "./session"

export type Act = "follow" | "mute"
export type OwnCompany = Schemas["FollowedPage.FollowedCompany"]
const LISTS = { follow: "followed", mute: "muted" } as const

/** The companies that one follows, or muted. */
export function useOwnCompanies(act: Act) {
  return usePages<OwnCompany>([LISTS[act]], (cursor) =>
    ask(api.GET(`/api/account/${LISTS[act]}` as const, { params: { query: { limit: 50, cursor } } })),
  )
}

/** Follow or mute a company, or take that back. What is muted is in no search. */
export function useOwning(act: Act) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ slug, on }: { slug: string; on: boolean }) => {
      const its = { params: { path: { slug } } }
      const path = `/api/companies/{slug}/${act}` as const
      return on ? ask<unknown>(api.PUT(path, its)) : ask<unknown>(api.DELETE(path, its))
    },
    onSuccess: async () => {
      if (act === "mute") void queries.invalidateQueries({ queryKey: ["search"] })
      await Promise.all([act, LISTS[act]].map((key) => queries.invalidateQueries({ queryKey: [key] })))
    },
  })
}

/** Whether one follows it, or muted it; nothing is asked where nobody is logged in. */
export function useIsOwn(act: Act, slug: Ref<string>) {
  const { isLoggedIn } = useSession()
  const query = useQuery({
    queryKey: [act, slug],
    queryFn: ({ signal }) => ask(api.GET(`/api/companies/{slug}/${act}` as const, { params: { path: { slug: slug.value } }, signal })),
    enabled: isLoggedIn,
  })
  return computed(() => !!query.data.value?.since)
}
