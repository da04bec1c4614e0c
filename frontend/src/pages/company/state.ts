/** How a company stands, in words and tones. */
import type { LocationQuery } from "vue-router"
import type { Company, Sought } from "@/api/company"

export const TONES: Record<Company["state"], string> = {
  well: "mark-good",
  failing: "mark-warn",
  paused: "",
  retired: "",
  unread: "",
}

export const STATES = ["well", "failing", "paused", "unread", "retired"] as const
export const SORTS = ["name", "open", "newest", "fresh"] as const

/** What an address says, if it is one of these; else what is usual. */
export function oneOf<T extends string, U extends string>(value: unknown, among: readonly T[], usual: U): T | U {
  return among.find((each) => each === value) ?? usual
}

/** Which companies an address asks for. */
export function readSought(query: LocationQuery): Sought {
  const word = (name: string) => (typeof query[name] === "string" ? query[name].trim() : "")
  return {
    q: word("q"),
    ats: word("ats"),
    country: word("country").toUpperCase(),
    state: oneOf(query.state, STATES, ""),
    hiring: query.hiring === "true",
    sort: oneOf(query.sort, SORTS, "name"),
  }
}

/** The same as an address says it: what is usual is not said. */
export function writeSought(sought: Sought): Record<string, string> {
  const said = { ...sought, hiring: sought.hiring ? "true" : "", sort: sought.sort === "name" ? "" : sought.sort }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value))
}
