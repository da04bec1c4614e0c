import { useQueryClient } from "@tanstack/vue-query"
import { toValue, type MaybeRefOrGetter } from "vue"
import { api, ask, type Schemas } from "./client"
import { usePages } from "./pages"

export type State = "saved" | "hidden" | "applied"
export type KeptVacancy = Schemas["KeptPage.KeptVacancy"]

export function useKept(state: MaybeRefOrGetter<State>) {
  return usePages<KeptVacancy>(
    () => ["kept", toValue(state)],
    (cursor) => {
      const query = { state: toValue(state), limit: 30, cursor }
      return ask(api.GET("/api/account/kept", { params: { query } }))
    },
  )
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
  }
}
