/** How a company stands, in words and tones. */
import type { Company } from "@/api/company"

export const TONES: Record<Company["state"], string> = {
  well: "mark-good",
  failing: "mark-warn",
  paused: "",
  retired: "",
  unread: "",
}

export const STATES = ["well", "failing", "paused", "unread", "retired"] as const
export const SORTS = ["name", "open", "fresh"] as const

/** What an address says, if it is one of these; else what is usual. */
export function oneOf<T extends string, U extends string>(value: unknown, among: readonly T[], usual: U): T | U {
  return among.find((each) => each === value) ?? usual
}
