/** When somebody was here last: kept in this browser only, for "new since your last visit". */
export interface Visits {
  /** The end of the visit before this one; null: this is the first. */
  before: string | null
  /** Somebody was here then, in this visit. */
  latest: string
}

const PAUSE = 30 * 60_000
const KEY = "visits"

/** Half an hour away begins another visit; until then what was new stays new. */
export function nextVisit(known: Visits | null, now: number): Visits {
  const latest = new Date(now).toISOString()
  if (!known) return { before: null, latest }
  const isAnother = now - Date.parse(known.latest) > PAUSE
  return { before: isAnother ? known.latest : known.before, latest }
}

/** Say that somebody is here; returns when they were here before. */
export function visit(now: number = Date.now()): string | null {
  try {
    const next = nextVisit(JSON.parse(localStorage.getItem(KEY) ?? "null") as Visits | null, now)
    localStorage.setItem(KEY, JSON.stringify(next))
    return next.before
  } catch {
    return null // storage is switched off, or holds something else: nothing is new
  }
}
