import { en } from "@/texts/en"
import { t } from "@/texts"

type Tone = "good" | "warn" | "bad" | "accent" | ""

const TONES: Record<string, Tone> = {
  complete: "good", well: "good", good: "good", idle: "good", crawling: "good", done: "", all: "accent", canary: "accent",
  partial: "warn", drop: "warn", held: "warn", changed: "warn", doubtful: "warn", paused: "warn", refused: "bad",
  failed: "bad", failing: "bad", zero: "bad", wrong: "bad", silent: "bad", outdated: "warn", stopped: "bad", given_up: "bad",
  blocked: "bad", gone: "bad", moved: "bad", empty: "bad", "time-out": "bad", ours: "bad", dead: "bad",
  running: "accent", busy: "accent", new: "good", admin: "accent", disabled: "bad", "not recognised": "warn",
}

/** The colour of a word of the API; none for what is merely so. */
export function toneOf(word: string): Tone {
  return TONES[word] ?? ""
}

/** A word of the API as people say it, of those that mean something else elsewhere too; one that is not known as it came. */
export function wordOf(word: string, of: "words" | "origins" | "mailKinds" | "auditActs" = "words"): string {
  return (en.admin[of] as Record<string, string>)[word] ?? word
}

/** How long something takes: "40 s", "3 min", "6 h", "2 days". */
export function spanOf(seconds: number): string {
  if (seconds < 90) return t("admin.span.seconds", { count: Math.round(seconds) })
  if (seconds < 90 * 60) return t("admin.span.minutes", { count: Math.round(seconds / 60) })
  if (seconds < 48 * 3600) return t("admin.span.hours", { count: Math.round(seconds / 360) / 10 })
  return t("admin.span.days", { count: Math.round(seconds / 8640) / 10 })
}

/** A part of a whole, in percent. */
export function percent(part: number): string {
  return `${Math.round(part * 100)} %`
}

/** How a company stands, in one word: the first that it fits. */
export function stateOf(company: {
  retired_at: string | null
  switched_off: string
  paused_at: string | null
  held_since: string | null
  cause: string
  last_complete_at: string | null
}): string {
  if (company.retired_at) return "retired"
  if (company.switched_off) return "switched off"
  if (company.paused_at) return "paused"
  if (company.held_since) return "held"
  if (company.cause) return company.cause
  return company.last_complete_at ? "well" : "unread"
}
