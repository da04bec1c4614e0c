import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/vue-query"
import { computed, type Ref } from "vue"
import { searchUrl, writeSearch, type Search } from "@/search/state"
import { api, ask, type Schemas } from "./client"
import { Refusal } from "./refusal"
import { totalsQuery } from "./stats"

export type SearchPage = Schemas["SearchPage"]
export type Result = Schemas["SearchPage.Result"]
export type Found = Schemas["SearchPage.Found"]
export type Facets = Schemas["SearchPage.Facets"]

/** Results that are asked for at once. (`api/front.py` has a browser ask for them before this file is there.) */
const LIMIT = 30
/** Milliseconds between two looks for the first listing of all. */
const FIRST_EVERY = 10_000

/** The results of a search, page by page. What is outdated is not waited for: its request is ended. */
export function useResults(search: Ref<Search>) {
  return useInfiniteQuery({
    queryKey: ["search", computed(() => searchUrl(search.value))],
    queryFn: ({ pageParam, signal }) => askPage(search.value, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last: SearchPage) => last.next ?? undefined,
    retry: false, // the next letter asks anew
    // Nothing was read yet: what comes first is shown without being asked for.
    refetchInterval: ({ state }) => (isAll(search.value) && state.data?.pages[0]?.items.length === 0 ? FIRST_EVERY : false),
  })
}

function isAll(search: Search): boolean {
  return !Object.keys(writeSearch(search)).length
}

/** The first page counts, too; what follows only goes on. */
function askPage(search: Search, cursor: string, signal: AbortSignal): Promise<SearchPage> {
  const first = !cursor
  const query = { ...writeSearch(search), limit: LIMIT, ...(first ? { count: true, facets: true } : { cursor }) }
  return ask(api.GET("/api/listings", { params: { query }, signal }))
}

/** How many there are of each of these searches. */
export function useCounts(searches: Ref<Search[]>) {
  return useQueries({
    queries: computed(() =>
      searches.value.map((search) => ({
        queryKey: ["count", searchUrl(search)],
        queryFn: async ({ signal }: { signal: AbortSignal }) => {
          const query = { ...writeSearch(search), limit: 1, count: true }
          return (await ask(api.GET("/api/listings", { params: { query }, signal }))).count
        },
      })),
    ),
  })
}

/** Which of these companies there are none of: a search for them finds nothing, and does not say why. */
export function useUnknownCompanies(slugs: Ref<readonly string[]>) {
  const asked = useQueries({
    queries: computed(() =>
      slugs.value.map((slug) => ({
        queryKey: ["company", "is known", slug],
        queryFn: async ({ signal }: { signal: AbortSignal }) => {
          const params = { path: { slug }, query: { days: 1 } }
          const found = await api.GET("/api/companies/{slug}", { params, signal })
          return found.response.status !== 404
        },
        staleTime: 10 * 60_000,
      })),
    ),
  })
  return computed(() => slugs.value.filter((_, at) => asked.value[at]?.data === false))
}

/** What is wrong with one alternative of "where I can work"; "" if it is understood, or nobody answers. */
export async function whereFault(where: string): Promise<string> {
  try {
    await ask(api.GET("/api/listings", { params: { query: { where: [where], limit: 1 } } }))
    return ""
  } catch (error) {
    return error instanceof Refusal && error.status === 422 ? (error.faults[0]?.rule ?? "") : ""
  }
}

/** How many companies are watched, and when the newest listing was found; asked for when it is time. */
export function useWatching(isTime: Ref<boolean>) {
  const stats = useQuery({ ...totalsQuery, enabled: isTime })
  const newest = useQuery({
    queryKey: ["search", "newest"],
    enabled: isTime,
    queryFn: () => ask(api.GET("/api/listings", { params: { query: { limit: 1 } } })),
    staleTime: 60_000,
    refetchInterval: 5 * 60_000,
  })
  return {
    companies: computed(() => stats.data.value?.totals?.companies ?? null),
    newest: computed(() => newest.data.value?.items[0]?.listings[0]?.first_seen_at ?? null),
  }
}

/** What is offered while a place is typed. */
export function useOffers(kind: "title" | "company" | "place", typed: Ref<string>) {
  return useQuery({
    queryKey: ["suggest", kind, typed],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/suggest", { params: { query: { kind, q: typed.value.trim() } }, signal })),
    enabled: computed(() => typed.value.trim().length > 1),
    staleTime: 10 * 60_000,
    retry: false,
  })
}
