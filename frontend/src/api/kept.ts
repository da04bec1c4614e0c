import { useQueryClient } from "@tanstack/vue-query"
import { toValue, type MaybeRefOrGetter } from "vue"
import { api, ask, type Schemas } from "./client"
import { usePages } from "./pages"

export type State = "saved" | "hidden" | "applied"
export type KeptVacancy = Schemas["KeptPage.KeptVacancy"]
export type FollowedCompany = Schemas["FollowedPage.FollowedCompany"]

export function useKept(state: MaybeRefOrGetter<State>) {
  return usePages<KeptVacancy>(
    () => ["kept", toValue(state)],
    (cursor) => {
      const query = { state: toValue(state), limit: 30, cursor }
      return ask(api.GET("/api/account/kept", { params: { query } }))
    },
  )
}

export function useFollowed() {
  return usePages<FollowedCompany>(["followed"], (cursor) => {
    return ask(api.GET("/api/account/followed", { params: { query: { limit: 50, cursor } } }))
  })
}

/** Put a vacancy to those saved, hidden or applied for, or take it from there. */
export function useKeeping() {
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: ["kept"] })
  return {
    put: async (vacancy_id: number, state: State, on: boolean) => {
      const params = { params: { path: { vacancy_id } } }
      await ask(on ? api.PUT(`/api/vacancies/{vacancy_id}/${state}`, params) : api.DELETE(`/api/vacancies/{vacancy_id}/${state}`, params))
      await again()
    },
    note: async (vacancy_id: number, note: string) => {
      await ask(api.PUT("/api/vacancies/{vacancy_id}/note", { params: { path: { vacancy_id } }, body: { note } }))
      await again()
    },
    follow: async (slug: string, on: boolean) => {
      const params = { params: { path: { slug } } }
      await ask(on ? api.PUT("/api/companies/{slug}/follow", params) : api.DELETE("/api/companies/{slug}/follow", params))
      await queries.invalidateQueries({ queryKey: ["followed"] })
    },
  }
}
