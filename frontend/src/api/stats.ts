import { keepPreviousData, useQuery } from "@tanstack/vue-query"
import { computed, type Ref } from "vue"
import { api, ask, type Schemas } from "./client"

export type Stats = Schemas["Stats"]

/** What is counted of everything, without its days. */
export const totalsQuery = {
  queryKey: ["stats", "totals"],
  queryFn: () => ask(api.GET("/api/stats", { params: { query: { days: 1 } } })),
  staleTime: 10 * 60_000,
}

/** The ATSs and countries of companies: what a list of them can be narrowed by. */
export function useKinds() {
  const { data } = useQuery(totalsQuery)
  return {
    boards: computed(() => data.value?.boards.map((each) => each.value) ?? []),
    countries: computed(() => data.value?.countries.map((each) => each.value) ?? []),
  }
}

export function useStats(days: Ref<number>) {
  return useQuery({
    queryKey: ["stats", days],
    queryFn: ({ signal }) => ask(api.GET("/api/stats", { params: { query: { days: days.value } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000, // it is counted every ten minutes
  })
}
