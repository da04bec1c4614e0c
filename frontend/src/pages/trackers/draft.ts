import type { Changes, NewTracker, Tracker } from "@/api/trackers"
import { ownZone } from "./says"

/** What the form of a tracker holds, as it was typed. */
export interface Draft {
  name: string
  search: string
  /** "": the account's own address. */
  email: string
  cadence: Tracker["cadence"]
  hour: number
  weekday: number
  zone: string
  /** Days, or "until": up to the day that is said. */
  span: string
  until: string
  words: string
  companies: string[]
  webhook: string
}

export const SPANS = ["30", "90", "180", "366"] as const

export function newDraft(search: string): Draft {
  return {
    name: "",
    search,
    email: "",
    cadence: "daily",
    hour: 8,
    weekday: 0,
    zone: ownZone(),
    span: "90",
    until: "",
    words: "",
    companies: [],
    webhook: "",
  }
}

export function draftOf(tracker: Tracker): Draft {
  return {
    name: tracker.name,
    search: tracker.search,
    email: tracker.email ?? "",
    cadence: tracker.cadence,
    hour: tracker.hour,
    weekday: tracker.weekday,
    zone: tracker.zone,
    span: "until",
    until: lastDay(tracker.ends_at, tracker.zone),
    words: tracker.muted_words.join(", "),
    companies: [...tracker.muted_companies],
    webhook: tracker.webhook?.url ?? "",
  }
}

/** The last day on which it runs, in its zone: an end at midnight belongs to the day before. */
export function lastDay(endsAt: string, zone: string): string {
  const just = new Date(Date.parse(endsAt) - 1000)
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(just)
}

/** Words one by one, as they were typed between commas. */
export function wordsOf(typed: string): string[] {
  return [...new Set(typed.split(/[,;\n]/).map((word) => word.trim()).filter(Boolean))]
}

function windowOf(draft: Draft) {
  return draft.span === "until"
    ? { days: null, until: draft.until || null }
    : { days: Number(draft.span), until: null }
}

/** As the API takes it. */
export function toSend(draft: Draft): NewTracker {
  return {
    name: draft.name,
    search: draft.search,
    email: draft.email.trim() || null,
    cadence: draft.cadence,
    hour: draft.hour,
    weekday: draft.weekday,
    zone: draft.zone,
    webhook_url: draft.webhook.trim(),
    muted_words: wordsOf(draft.words),
    muted_companies: draft.companies,
    ...windowOf(draft),
  }
}

/** What is another than before. What stays is not named: an address that is named again would be asked again. */
export function changesTo(tracker: Tracker, draft: Draft): Changes {
  const before = draftOf(tracker)
  const was = toSend(before)
  const is = toSend(draft)
  const changed = Object.entries(is).filter(([name, value]) => {
    return name !== "days" && name !== "until" && JSON.stringify(value) !== JSON.stringify(was[name as keyof NewTracker])
  })
  const isLonger = draft.span !== "until" || draft.until !== before.until
  return { ...Object.fromEntries(changed), ...(isLonger ? windowOf(draft) : {}) }
}

const CARRIED = ["name", "email", "cadence", "hour", "weekday", "span", "until", "words", "webhook"] as const

/** What was chosen, for the part of the address after #: it goes through the sign-up and back. */
export function writeDraft(draft: Draft): string {
  const plain = newDraft(draft.search)
  const said = new URLSearchParams()
  for (const name of CARRIED) if (draft[name] !== plain[name]) said.set(name, String(draft[name]))
  for (const slug of draft.companies) said.append("company", slug)
  return said.toString() ? `#${said}` : ""
}

/** Read it again. What cannot be is left out. */
export function readDraft(hash: string, search: string): Draft {
  const said = new URLSearchParams(hash.replace(/^#/, ""))
  const draft = newDraft(search)
  const text = (name: "name" | "email" | "until" | "words" | "webhook") => (draft[name] = said.get(name) ?? draft[name])
  ;(["name", "email", "until", "words", "webhook"] as const).forEach(text)
  const cadence = said.get("cadence")
  if (cadence === "instant" || cadence === "weekly") draft.cadence = cadence
  const hour = Number(said.get("hour") ?? draft.hour)
  if (Number.isInteger(hour) && hour >= 0 && hour <= 23) draft.hour = hour
  const weekday = Number(said.get("weekday") ?? draft.weekday)
  if (Number.isInteger(weekday) && weekday >= 0 && weekday <= 6) draft.weekday = weekday
  const span = said.get("span")
  if (span && (span === "until" || (SPANS as readonly string[]).includes(span))) draft.span = span
  draft.companies = said.getAll("company")
  return draft
}
