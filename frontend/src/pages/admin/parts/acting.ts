import { useQueryClient } from "@tanstack/vue-query"
import { ref } from "vue"
import { useAct as useTelling } from "@/api/act"
import { sentenceOf } from "@/problems"
import { toast } from "@/saying"

interface Saying<T> {
  said: (result: T) => string
  /** Takes it back, where the API can. */
  undo?: () => Promise<unknown>
  undone?: string
}

/** Does what an admin asks for, says that it is done, and has everything that admins see be read anew. */
export function useAct() {
  const queries = useQueryClient()
  const tell = useTelling()
  const isBusy = ref(false)
  const anew = () => queries.invalidateQueries({ queryKey: ["admin"] })

  /** Raises what was refused: for a form, which shows it beside the field. */
  async function act<T>(doing: () => Promise<T>, { said, undo, undone }: Saying<T>): Promise<T> {
    isBusy.value = true
    try {
      const result = await tell(doing)
      const back = undo && (() => void quietly(undo, { said: () => undone ?? "" }))
      toast(said(result), { undo: back })
      void anew()
      return result
    } finally {
      isBusy.value = false
    }
  }

  /** For a button alone: what was refused is said at the edge of the page. */
  async function quietly<T>(doing: () => Promise<T>, saying: Saying<T>): Promise<T | undefined> {
    try {
      return await act(doing, saying)
    } catch (error) {
      toast(sentenceOf(error), { tone: "bad" })
      void anew()
      return undefined
    }
  }

  return { act, quietly, isBusy, anew }
}
