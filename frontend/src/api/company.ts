import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/vue-query"
import { computed, type Ref } from "vue"
import { api, ask, type Schemas } from "./client"

export type Company = Schemas["CompanyPage.Company"]
export type WholeCompany = Schemas["WholeCompany"]
export type Day = Schemas["Stats.Day"]

export interface Sought {
  q: string
  ats: string
  country: string
  state: Company["state"] | ""
  hiring: boolean
  sort: "name" | "open" | "fresh" | "newest"
}

/** Companies, page by page. */
export function useCompanies(sought: Ref<Sought>) {
  return useInfiniteQuery({
    queryKey: ["companies", sought],
    queryFn: ({ pageParam, signal }) => {
      const { state, ...its } = sought.value
      const query = { ...its, limit: 50, ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) }
      return ask(api.GET("/api/companies", { params: { query }, signal }))
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function useCompany(slug: Ref<string>, days: Ref<number>) {
  return useQuery({
    queryKey: ["company", slug, days],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/companies/{slug}", { params: { path: { slug: slug.value }, query: { days: days.value } }, signal })),
    placeholderData: keepPreviousData,
  })
}

/** Its open listings, page by page, the newest first. */
export function useOpenings(slug: Ref<string>) {
  const query = useInfiniteQuery({
    queryKey: ["search", "of-company", slug],
    queryFn: ({ pageParam, signal }) => {
      const query = { company: [slug.value], limit: 10, ...(pageParam ? { cursor: pageParam } : {}) }
      return ask(api.GET("/api/listings", { params: { query }, signal }))
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  })
  return { ...query, results: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) }
}
