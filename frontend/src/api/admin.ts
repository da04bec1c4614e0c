import { useQuery } from "@tanstack/vue-query"
import { toValue, type MaybeRefOrGetter } from "vue"
import { api, ask, type Schemas } from "./client"

/** What admins look at. Each key begins with "admin": an act makes all of it be asked for anew. */
export type Health = Schemas["Health"]
export type Company = Schemas["AdminCompany"]
export type Run = Schemas["RunPage.RunView"]
export type Incident = Schemas["IncidentPage.IncidentView"]
export type HeldBoard = Schemas["HeldPage.HeldBoard"]
export type Addition = Schemas["Addition"]
export type User = Schemas["AdminUserPage.Account"]

export function useHealth() {
  return useQuery({
    queryKey: ["admin", "health"],
    queryFn: ({ signal }) => ask(api.GET("/api/admin/health", { signal })),
    refetchInterval: 30_000,
  })
}

export function useCompany(slug: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ["admin", "company", slug],
    queryFn: ({ signal }) => ask(api.GET("/api/admin/companies/{slug}", { signal, params: { path: { slug: toValue(slug) } } })),
  })
}

export function useRun(number: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: ["admin", "run", number],
    queryFn: ({ signal }) => ask(api.GET("/api/admin/runs/{number}", { signal, params: { path: { number: toValue(number) } } })),
    refetchInterval: (query) => (query.state.data?.run.outcome === "running" ? 5_000 : false),
  })
}

export function useIncident(number: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: ["admin", "incident", number],
    enabled: () => !!toValue(number),
    queryFn: ({ signal }) =>
      ask(api.GET("/api/admin/incidents/{number}", { signal, params: { path: { number: toValue(number) } } })),
  })
}

export function useRecrawls() {
  return useQuery({
    queryKey: ["admin", "recrawls"],
    queryFn: ({ signal }) => ask(api.GET("/api/admin/recrawls", { signal })),
    refetchInterval: (query) => (query.state.data?.items.some(isUnderWay) ? 5_000 : false),
  })
}

export function isUnderWay(recrawl: { state: string }): boolean {
  return recrawl.state === "canary" || recrawl.state === "all"
}

export function useEvidence(slug: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ["admin", "evidence", slug],
    queryFn: ({ signal }) => ask(api.GET("/api/admin/held/{slug}", { signal, params: { path: { slug: toValue(slug) } } })),
  })
}

/** The last runs of a company, without their logs. */
export function useRunsOf(slug: MaybeRefOrGetter<string>, limit = 10) {
  return useQuery({
    queryKey: ["admin", "runs of", slug, limit],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/admin/runs", { signal, params: { query: { company: toValue(slug), limit } } })),
  })
}

export function useAddition(number: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: ["admin", "addition", number],
    enabled: () => !!toValue(number),
    queryFn: ({ signal }) =>
      ask(api.GET("/api/admin/additions/{number}", { signal, params: { path: { number: toValue(number) } } })),
    refetchInterval: (query) => (query.state.data?.done_at ? false : 1_500),
  })
}

export function useMail() {
  return useQuery({
    queryKey: ["admin", "mail"],
    queryFn: ({ signal }) => ask(api.GET("/api/admin/mail", { signal })),
    refetchInterval: 30_000,
  })
}

export function useInvites() {
  return useQuery({
    queryKey: ["admin", "invites"],
    queryFn: ({ signal }) => ask(api.GET("/api/admin/invites", { signal })),
  })
}

export function useNodes() {
  return useQuery({
    queryKey: ["admin", "nodes"],
    queryFn: ({ signal }) => ask(api.GET("/api/admin/nodes", { signal })),
    refetchInterval: 10_000,
  })
}

export function useQueues() {
  return useQuery({
    queryKey: ["admin", "queues"],
    queryFn: ({ signal }) => ask(api.GET("/api/admin/queues", { signal })),
    refetchInterval: 10_000,
  })
}
