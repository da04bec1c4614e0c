import { keepPreviousData, useQuery } from "@tanstack/vue-query"
import type { Ref } from "vue"
import { api, ask, type Schemas } from "./client"

export type Stats = Schemas["Stats"]

export function useStats(days: Ref<number>) {
  return useQuery({
    queryKey: ["stats", days],
    queryFn: ({ signal }) => ask(api.GET("/api/stats", { params: { query: { days: days.value } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000, // it is counted every ten minutes
  })
}
