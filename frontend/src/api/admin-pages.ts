import { keepPreviousData, useQuery } from "@tanstack/vue-query"
import { computed, ref, watch, type Ref } from "vue"
import { api, ask } from "./client"

interface Page<T> {
  items: T[]
  next: string | null
}
export type Asked = Record<string, string>
type Read<T> = (query: { cursor?: string; limit: number } & Asked, signal: AbortSignal) => Promise<Page<T>>

export const PAGE = 50

/** A list that the server keeps in pages: one of them at a time, forwards and back. Another question begins anew. */
export function usePaged<T>(name: string, asked: Ref<Asked>, read: Read<T>, every: number | false = false) {
  const cursors = ref<string[]>([])
  const said = computed(() => JSON.stringify(asked.value))
  watch(said, () => (cursors.value = []), { flush: "sync" })
  const cursor = computed(() => cursors.value.at(-1))
  const query = useQuery({
    queryKey: ["admin", name, said, cursor],
    queryFn: ({ signal }) =>
      read({ ...asked.value, limit: PAGE, ...(cursor.value ? { cursor: cursor.value } : {}) } as Parameters<Read<T>>[0], signal),
    placeholderData: keepPreviousData,
    refetchInterval: every,
  })
  const next = computed(() => query.data.value?.next ?? null)
  return {
    query,
    rows: computed(() => query.data.value?.items ?? []),
    number: computed(() => cursors.value.length + 1),
    hasNext: computed(() => next.value !== null),
    forward: () => next.value !== null && cursors.value.push(next.value),
    back: () => cursors.value.pop(),
  }
}

export type Paged = Omit<ReturnType<typeof usePaged>, "rows">

/** What a form says is sent as it is: the API refuses what it does not know, and the page shows that beside its field. */
export const pages = {
  broken: (query: object, signal: AbortSignal) => ask(api.GET("/api/admin/broken", { signal, params: { query } })),
  companies: (query: object, signal: AbortSignal) => ask(api.GET("/api/admin/companies", { signal, params: { query } })),
  additions: (query: object, signal: AbortSignal) => ask(api.GET("/api/admin/additions", { signal, params: { query } })),
  runs: (query: object, signal: AbortSignal) => ask(api.GET("/api/admin/runs", { signal, params: { query } })),
  incidents: (query: object, signal: AbortSignal) => ask(api.GET("/api/admin/incidents", { signal, params: { query } })),
  members: (number: number) => (query: object, signal: AbortSignal) =>
    ask(api.GET("/api/admin/incidents/{number}/companies", { signal, params: { path: { number }, query } })),
  held: (query: object, signal: AbortSignal) => ask(api.GET("/api/admin/held", { signal, params: { query } })),
  mails: (query: object, signal: AbortSignal) => ask(api.GET("/api/admin/mail/queue", { signal, params: { query } })),
  suppressed: (query: object, signal: AbortSignal) => ask(api.GET("/api/admin/mail/suppressed", { signal, params: { query } })),
  users: (query: object, signal: AbortSignal) => ask(api.GET("/api/admin/users", { signal, params: { query } })),
  audit: (query: object, signal: AbortSignal) => ask(api.GET("/api/admin/audit", { signal, params: { query } })),
}
