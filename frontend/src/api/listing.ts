import { useMutation, useQuery, useQueryClient } from "@tanstack/vue-query"
import { computed, type Ref } from "vue"
import { api, ask, type Schemas } from "./client"

export type Listing = Schemas["Listing"]
export type Sibling = Schemas["Listing.Sibling"]
export type Happened = Schemas["Listing.Happened"]
export type Report = Schemas["Report"]

/** A visit of a company takes a minute or more: that often is asked what it found. */
const ASK_AGAIN = 5_000

export function useListing(id: Ref<number>) {
  return useQuery({
    queryKey: ["listing", id],
    queryFn: ({ signal }) => ask(api.GET("/api/listings/{listing_id}", { params: { path: { listing_id: id.value } }, signal })),
  })
}

/** What became of the report that it is gone; asked again and again until a visit has answered. */
export function useReport(id: Ref<number>, isWanted: Ref<boolean>) {
  const queries = useQueryClient()
  return useQuery({
    queryKey: ["report", id],
    queryFn: async ({ signal }): Promise<Report> => {
      const path = { listing_id: id.value }
      const report = await ask(api.GET("/api/listings/{listing_id}/report", { params: { path }, signal }))
      if (report.state !== "queued") void queries.invalidateQueries({ queryKey: ["listing", id.value] })
      return report
    },
    enabled: isWanted,
    refetchInterval: ({ state }) => (state.data?.state === "queued" ? ASK_AGAIN : false),
  })
}

export function useDoubt(id: Ref<number>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (note: string) =>
      ask(api.POST("/api/listings/{listing_id}/report", { params: { path: { listing_id: id.value } }, body: { note } })),
    onSuccess: (report) => queries.setQueryData(["report", id.value], report),
  })
}

/** A few open ones of a company, the newest first, but none of this vacancy; and how many there are. */
export function useOtherOpenings(company: Ref<string>, vacancy: Ref<number | null>, most: number) {
  const query = useQuery({
    queryKey: ["search", "others", company, vacancy],
    queryFn: ({ signal }) => {
      const query = { company: [company.value], limit: most + 1, count: true }
      return ask(api.GET("/api/listings", { params: { query }, signal }))
    },
  })
  return {
    results: computed(() => query.data.value?.items.filter((each) => each.vacancy_id !== vacancy.value).slice(0, most) ?? []),
    count: computed(() => query.data.value?.count ?? null),
    isPending: query.isPending,
  }
}
