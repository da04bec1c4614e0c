/** What somebody wanted to do on a page when the log-in came between. It is kept in this tab, and done once they are back. */
const KEY = "wish"
const LASTS = 30 * 60_000

interface Wish {
  page: string
  act: string
  at: number
}

export function keepWish(page: string, act: string, now: number = Date.now()): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ page, act, at: now } satisfies Wish))
  } catch {
    // Storage is switched off: they press the button once more.
  }
}

/** Which of these acts was wished for on this page, once; null: none, or long ago. */
export function takeWish<Act extends string>(page: string, acts: readonly Act[], now: number = Date.now()): Act | null {
  try {
    const wish = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Wish | null
    const act = acts.find((each) => each === wish?.act)
    if (!wish || !act || wish.page !== page) return null
    sessionStorage.removeItem(KEY)
    return now - wish.at < LASTS ? act : null
  } catch {
    return null
  }
}
