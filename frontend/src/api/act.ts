import { useMutation } from "@tanstack/vue-query"
import { ref } from "vue"
import { sentenceOf } from "@/problems"
import { toast } from "@/saying"

/** Has what changes something told to the queries, where a session that ended leads to the log-in. */
export function useAct() {
  const mutation = useMutation({ mutationFn: (act: () => Promise<unknown>) => act() })
  return <T>(act: () => Promise<T>): Promise<T> => mutation.mutateAsync(act) as Promise<T>
}

/** The same for buttons: once at a time, and what goes wrong is said in a note at the edge. True if it went well. */
export function useButton() {
  const act = useAct()
  const isBusy = ref(false)

  async function press(what: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    try {
      await act(what)
      return true
    } catch (error) {
      toast(sentenceOf(error), { tone: "bad" })
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, press }
}
