import { onMounted, onUnmounted } from "vue"

/** What keys do on a page, by their name: "/", "j", "?". */
export type Keys = Record<string, (event: KeyboardEvent) => void>

/** Have keys do something while this component is there. In a field they are letters; with Ctrl they are the browser's. */
export function useKeys(keys: Keys): void {
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (isField(event.target) || document.querySelector("dialog[open]")) return
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act(event)
  }
  onMounted(() => addEventListener("keydown", pressed))
  onUnmounted(() => removeEventListener("keydown", pressed))
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type)
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

/** Move the focus among elements, by so many: the next of a list, the one before. */
export function moveFocus(among: readonly HTMLElement[], by: number): void {
  const at = among.findIndex((element) => element === document.activeElement)
  const next = at < 0 ? (by > 0 ? 0 : among.length - 1) : Math.min(Math.max(at + by, 0), among.length - 1)
  among[next]?.focus()
  among[next]?.scrollIntoView({ block: "nearest" })
}
