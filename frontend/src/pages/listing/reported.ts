/** Which listings were reported from this browser: only of these it is asked what became of the report. */
const KEY = "reported"
const MOST = 50

function read(): number[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]")
    return Array.isArray(ids) ? ids.filter((id): id is number => typeof id === "number") : []
  } catch {
    return []
  }
}

export function wasReported(id: number): boolean {
  return read().includes(id)
}

export function remember(id: number): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([id, ...read().filter((each) => each !== id)].slice(0, MOST)))
  } catch {
    // Storage is switched off: the verdict is followed as long as this page is open.
  }
}
