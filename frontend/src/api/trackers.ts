import { keepPreviousData, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/vue-query"
import { computed, toValue, type MaybeRefOrGetter } from "vue"
import { api, ask, type Schemas } from "./client"
import { usePages } from "./pages"

export type Tracker = Schemas["Tracker"]
export type Find = Schemas["TrackerMatchPage.TrackerMatch"]
export type NewTracker = Schemas["NewTracker"]
export type Preview = Schemas["Preview"]
/** What is not named stays as it is. */
export type Changes = Partial<Schemas["TrackerChanges"]>
export interface Subject {
  search: string
  muted_companies: string[]
  muted_words: string[]
}

export function useTrackers() {
  return useQuery({ queryKey: ["trackers"], queryFn: () => ask(api.GET("/api/account/trackers")) })
}

export function useTracker(id: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: computed(() => ["trackers", toValue(id)]),
    queryFn: () => ask(api.GET("/api/account/trackers/{tracker_id}", at(toValue(id)))),
  })
}

/** What it found; with a delivery what that mail tells of. */
export function useFinds(id: MaybeRefOrGetter<number>, delivery: MaybeRefOrGetter<number | undefined>) {
  return usePages<Find>(
    () => ["trackers", toValue(id), "finds", toValue(delivery) ?? 0],
    (cursor) => {
      const query = { limit: 20, cursor, delivery: toValue(delivery) }
      const params = { path: { tracker_id: toValue(id) }, query }
      return ask(api.GET("/api/account/trackers/{tracker_id}/matches", { params }))
    },
  )
}

/** What such a tracker would have told last week. Nobody need be logged in. */
export function usePreview(subject: MaybeRefOrGetter<Subject | null>) {
  return useQuery({
    queryKey: computed(() => ["preview", toValue(subject)]),
    queryFn: ({ signal }) => ask(api.POST("/api/trackers/preview", { body: toValue(subject)!, signal })),
    enabled: () => !!toValue(subject),
    placeholderData: keepPreviousData,
  })
}

export function useMakeTracker() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: NewTracker) => ask(api.POST("/api/account/trackers", { body })),
    onSuccess: (tracker) => keep(queries, tracker),
  })
}

export type Act =
  | { does: "pause" | "resume" | "revoke" }
  | { does: "renew"; days: number | null }
  | { does: "change"; changes: Changes }

/** What is done to one; the answer is the tracker as it stands then. */
export function useActOnTracker(id: MaybeRefOrGetter<number>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (act: Act): Promise<Tracker> => {
      const tracker = toValue(id)
      const params = at(tracker)
      switch (act.does) {
        case "pause":
          return ask(api.POST("/api/account/trackers/{tracker_id}/pause", params))
        case "resume":
          return ask(api.POST("/api/account/trackers/{tracker_id}/resume", params))
        case "revoke":
          return ask(api.POST("/api/account/trackers/{tracker_id}/revoke", params))
        case "renew":
          return ask(
            api.POST("/api/account/trackers/{tracker_id}/renew", { ...params, body: { days: act.days, until: null } }),
          )
        case "change":
          return changeTracker(tracker, act.changes)
      }
    },
    onSuccess: (tracker) => keep(queries, tracker),
  })
}

export function changeTracker(id: number, changes: Changes): Promise<Tracker> {
  const body = changes as Schemas["TrackerChanges"] // the types say that all is sent; what is not named is left alone
  return ask(api.PATCH("/api/account/trackers/{tracker_id}", { ...at(id), body }))
}

export function deleteTracker(id: number): Promise<unknown> {
  return ask(api.DELETE("/api/account/trackers/{tracker_id}", { ...at(id), keepalive: true }))
}

/** The link of a mail: what it would do, or (with `act`) what was done. */
export function followLink(token: string, act: boolean): Promise<Schemas["LinkAnswer"]> {
  const params = { params: { path: { token } } }
  return ask(act ? api.POST("/api/trackers/act/{token}", params) : api.GET("/api/trackers/act/{token}", params))
}

export function agree(token: string): Promise<unknown> {
  return ask(api.POST("/api/trackers/agree", { body: { token } }))
}

/** Companies of which a word begins so. */
export async function suggestCompanies(q: string): Promise<Schemas["Offers.Offer"][]> {
  const query = { kind: "company" as const, q, limit: 6 }
  return (await ask(api.GET("/api/suggest", { params: { query } }))).items
}

function at(tracker_id: number) {
  return { params: { path: { tracker_id } } }
}

function keep(queries: QueryClient, tracker: Tracker): void {
  queries.setQueryData(["trackers", tracker.id], tracker)
  void queries.invalidateQueries({ queryKey: ["trackers"], exact: true })
}
