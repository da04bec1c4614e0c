import { useQuery, useQueryClient } from "@tanstack/vue-query"
import { computed, toValue, type MaybeRefOrGetter } from "vue"
import { api, ask, type Schemas } from "./client"
import { usePages } from "./pages"

export type Delivery = Schemas["DeliveryPage.Delivery"]
export type Notice = Schemas["NoticePage.Notice"]

/** The mails of one's trackers, or of one of them. */
export function useDeliveries(tracker?: MaybeRefOrGetter<number | undefined>) {
  return usePages<Delivery>(
    () => ["deliveries", toValue(tracker) ?? 0],
    (cursor) => {
      const query = { limit: 20, cursor, tracker: toValue(tracker) }
      return ask(api.GET("/api/account/deliveries", { params: { query } }))
    },
  )
}

/** One mail, as it was. */
export function useDelivery(id: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: computed(() => ["delivery", toValue(id)]),
    queryFn: () => {
      const params = { path: { delivery_id: toValue(id) } }
      return ask(api.GET("/api/account/deliveries/{delivery_id}", { params }))
    },
  })
}

/** What one was told of what one keeps. */
export function useNotices() {
  return usePages<Notice>(["notices"], (cursor) => {
    return ask(api.GET("/api/account/notices", { params: { query: { limit: 30, cursor } } }))
  })
}

/** Note that all up to this one were read; the bell in the header loses its dot. */
export function useReadNotices() {
  const queries = useQueryClient()
  return async (upTo: number) => {
    await ask(api.POST("/api/account/notices/read", { body: { ids: [], up_to: upTo } }))
    await queries.invalidateQueries({ queryKey: ["account"], exact: true })
  }
}

export function unsubscribe(token: string): Promise<unknown> {
  return ask(api.POST("/api/account/unsubscribe", { params: { query: { token } } }))
}
