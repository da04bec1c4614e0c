import { computed, ref } from "vue"
import { useRoute } from "vue-router"
import { Refusal } from "@/api/refusal"

/** A hash without its sign, and without what a mail program made of its letters; what is no text stays as it is. */
export function tokenOf(hash: string): string {
  const written = hash.slice(1)
  try {
    return decodeURIComponent(written.replace(/%(?![0-9a-f]{2})/gi, ""))
  } catch {
    return written
  }
}

/** What stands behind the # in the link of a mail. No server sees it, and no page is told of it. */
export function useLink() {
  const route = useRoute()
  const token = computed(() => tokenOf(route.hash))
  const wasRefused = ref(false)
  const opensNothing = computed(() => wasRefused.value || !token.value)

  /** Do what the link is for; 410 (used, too old, or of somebody else) becomes `opensNothing`. */
  async function open<T>(act: Promise<T>): Promise<T> {
    try {
      return await act
    } catch (error) {
      if (error instanceof Refusal && (error.status === 410 || isOfToken(error))) wasRefused.value = true
      throw error
    }
  }

  return { token, opensNothing, open }
}

/** A token that was cut off or lengthened is refused as a field. */
function isOfToken(error: Refusal): boolean {
  return error.status === 422 && error.faults.some((fault) => fault.field === "token")
}
