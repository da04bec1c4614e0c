import { useQueryClient } from "@tanstack/vue-query"
import { reactive } from "vue"
import { useAct } from "@/api/act"
import { warmToken } from "@/api/client"
import { deleteTracker, type Tracker } from "@/api/trackers"
import { sentenceOf } from "@/problems"
import { toast } from "@/saying"
import { t } from "@/texts"

/** As long as a note that can be undone stays. */
const PATIENCE = 10_000
const leaving = reactive(new Map<number, () => void>())

export function isLeaving(id: number): boolean {
  return leaving.has(id)
}

// Whoever closes the page has not changed their mind: what waits is sent with the last breath.
addEventListener("pagehide", () => [...leaving.values()].forEach((now) => now()))

/** Delete a tracker, unless it is undone in time: what is deleted takes all that it found with it, and cannot come back. */
export function useDeleting() {
  const queries = useQueryClient()
  const act = useAct()

  return (tracker: Tracker): void => {
    if (leaving.has(tracker.id)) return
    warmToken()
    const timer = setTimeout(() => leaving.get(tracker.id)?.(), PATIENCE)
    leaving.set(tracker.id, () => void forGood(tracker, timer))
    toast(t("trackers.deleted", { name: tracker.name }), {
      undo: () => {
        clearTimeout(timer)
        leaving.delete(tracker.id)
      },
    })
  }

  async function forGood(tracker: Tracker, timer: ReturnType<typeof setTimeout>): Promise<void> {
    clearTimeout(timer)
    try {
      await act(() => deleteTracker(tracker.id))
      queries.removeQueries({ queryKey: ["trackers", tracker.id] })
      await queries.invalidateQueries({ queryKey: ["trackers"], exact: true })
      void queries.invalidateQueries({ queryKey: ["deliveries"] })
    } catch (error) {
      toast(`${t("trackers.kept", { name: tracker.name })} ${sentenceOf(error)}`, { tone: "bad" })
    } finally {
      leaving.delete(tracker.id)
    }
  }
}
