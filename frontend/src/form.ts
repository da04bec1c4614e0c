import { ref } from "vue"
import { useAct } from "@/api/act"
import { useProblems } from "@/problems"

/** A form: sent once at a time; what is refused stands beside its field, and what was typed stays. */
export function useForm(fields: readonly string[]) {
  const act = useAct()
  const problems = useProblems(fields)
  const isBusy = ref(false)

  /** True if it went well. */
  async function send(what: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    problems.clear()
    try {
      await act(what)
      return true
    } catch (error) {
      problems.take(error)
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { problems, isBusy, send }
}
