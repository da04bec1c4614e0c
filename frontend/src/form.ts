import { nextTick, ref } from "vue"
import { useAct } from "@/api/act"
import { useProblems } from "@/problems"
import { acted } from "@/ui/focus"

/** To the first field that was refused; else back: a button that was disabled meanwhile has lost the focus. */
async function goOn(from: Element | null): Promise<void> {
  await nextTick()
  const refused = from?.closest("form")?.querySelector<HTMLElement>("[aria-invalid=true]")
  ;(refused ?? (from as HTMLElement | null))?.focus()
}

/** A form: sent once at a time; what is refused stands beside its field, and what was typed stays. */
export function useForm(fields: readonly string[]) {
  const act = useAct()
  const problems = useProblems(fields)
  const isBusy = ref(false)

  /** True if it went well. */
  async function send(what: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.value) return false
    const from = document.activeElement
    isBusy.value = true
    acted()
    problems.clear()
    try {
      await act(what)
      return true
    } catch (error) {
      problems.take(error)
      void goOn(from)
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { problems, isBusy, send }
}
