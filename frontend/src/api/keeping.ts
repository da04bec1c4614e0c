import { useMutation, useQuery, useQueryClient } from "@tanstack/vue-query"
import { computed, type Ref } from "vue"
import { api, ask, type Schemas } from "./client"
import { useSession } from "./session"

export type Kept = Schemas["KeptState"]
export type Mark = "saved" | "hidden" | "applied"

/** What one does with a vacancy; nothing is asked where nobody is logged in. */
export function useKept(vacancy: Ref<number | null>) {
  const { isLoggedIn } = useSession()
  return useQuery({
    queryKey: ["kept", "of", vacancy],
    queryFn: ({ signal }) => ask(api.GET("/api/vacancies/{vacancy_id}/kept", { params: { path: { vacancy_id: vacancy.value! } }, signal })),
    enabled: computed(() => isLoggedIn.value && vacancy.value !== null),
  })
}

function useAfter(vacancy: Ref<number | null>) {
  const queries = useQueryClient()
  return async () => {
    await queries.invalidateQueries({ queryKey: ["kept", "of", vacancy.value] })
    // Results bear marks, and what is kept is a list elsewhere: both are read anew when they are next looked at.
    void queries.invalidateQueries({ queryKey: ["search"], refetchType: "none" })
    void queries.invalidateQueries({ queryKey: ["kept"], refetchType: "none" })
  }
}

/** Save, hide, mark as applied for; or take it back. */
export function useMark(vacancy: Ref<number | null>) {
  return useMutation({
    mutationFn: ({ mark, on }: { mark: Mark; on: boolean }) => {
      const its = { params: { path: { vacancy_id: vacancy.value! } } }
      const path = `/api/vacancies/{vacancy_id}/${mark}` as const
      return on ? ask<unknown>(api.PUT(path, its)) : ask<unknown>(api.DELETE(path, its))
    },
    onSuccess: useAfter(vacancy),
  })
}

export function useNote(vacancy: Ref<number | null>) {
  return useMutation({
    mutationFn: (note: string) => {
      const its = { params: { path: { vacancy_id: vacancy.value! } }, body: { note } }
      return ask(api.PUT("/api/vacancies/{vacancy_id}/note", its))
    },
    onSuccess: useAfter(vacancy),
  })
}
