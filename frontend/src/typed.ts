import { onUnmounted, type Ref } from "vue"

/** What stands in forms when a session ends: it waits in this tab, for the same person, until they are back. */
const KEY = "typed"
const LASTS = 30 * 60_000
const keepers = new Set<() => void>()

interface Typed {
  owner: string
  at: number
  value: unknown
}

/** The session ended under the forms that are open. */
export function keepTyped(): void {
  keepers.forEach((keep) => keep())
}

export function hasTyped(name: string, owner: string, now: number = Date.now()): boolean {
  const typed = read(name)
  return !!owner && typed?.owner === owner && now - typed.at < LASTS
}

/** Have what this form holds survive the log-in; `isTouched` says if there is anything that is not saved. */
export function useTyped<T>(name: string, owner: string, held: Ref<T>, isTouched: () => boolean): void {
  if (hasTyped(name, owner)) held.value = read(name)?.value as T
  drop(name)
  const keep = () => owner && isTouched() && write(name, { owner, at: Date.now(), value: held.value })
  keepers.add(keep)
  onUnmounted(() => keepers.delete(keep))
}

function read(name: string): Typed | null {
  try {
    return JSON.parse(sessionStorage.getItem(`${KEY} ${name}`) ?? "null") as Typed | null
  } catch {
    return null
  }
}

function write(name: string, typed: Typed): void {
  try {
    sessionStorage.setItem(`${KEY} ${name}`, JSON.stringify(typed))
  } catch {
    // Storage is switched off: it is typed once more.
  }
}

function drop(name: string): void {
  try {
    sessionStorage.removeItem(`${KEY} ${name}`)
  } catch {
    // As above: nothing is there.
  }
}
