import { computed, ref } from "vue"
import { Away, Refusal, type Fault } from "@/api/refusal"
import { t } from "@/texts"

/** What the API refused of a form: each rule beside its field, the rest above it. What was typed stays. */
export function useProblems(fields: readonly string[]) {
  const error = ref<unknown>(null)
  const faults = computed(() => (error.value instanceof Refusal ? error.value.faults : []))

  /** The rule of a field, or of its parts ("places.0" is a part of "places"); "" if it is well. */
  const of = (field: string): string =>
    faults.value
      .filter((fault) => fault.field === field || fault.field.startsWith(`${field}.`))
      .map((fault) => fault.rule)
      .join("; ")

  /** What belongs to no field that is shown. */
  const rest = computed(() => {
    if (!error.value) return ""
    const shown = (name: string) => fields.some((field) => name === field || name.startsWith(`${field}.`))
    const strange = faults.value.filter((fault) => !shown(fault.field))
    if (strange.length) return faultWords(strange)
    return faults.value.length ? "" : sentenceOf(error.value)
  })

  return {
    of,
    rest,
    take: (thrown: unknown) => (error.value = thrown),
    clear: () => (error.value = null),
  }
}

function faultWords(faults: readonly Fault[]): string {
  return faults.map((fault) => `${fault.field}: ${fault.rule}`).join("; ")
}

/** What went wrong, for people. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Away) return navigator.onLine ? t("shell.away") : t("shell.offline")
  if (error instanceof Refusal && error.status === 429) return t("shell.tooOften", { seconds: error.wait || 60 })
  if (error instanceof Refusal && error.faults.length) return faultWords(error.faults)
  if (error instanceof Refusal) return error.detail || t("shell.failed")
  return t("shell.failed")
}
