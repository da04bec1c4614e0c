/** What happened to a listing, in words. */
import type { Happened } from "@/api/listing"
import { payWords, placesWords, type Pay } from "@/facts"
import { t } from "@/texts"

export interface Told {
  at: string
  title: string
  lines: string[]
  /** The listing that took its place. */
  successor: number | null
  tone: "plain" | "good" | "bad"
}

const TITLES = { "first seen": "firstSeen", changed: "changed", removed: "removed", back: "back" } as const
const TONES = { "first seen": "good", changed: "plain", removed: "bad", back: "good" } as const
const REASONS = ["absent", "confirmed", "gone", "migrated", "unverified", "retired", "approved"] as const

/** The newest first. */
export function told(history: readonly Happened[]): Told[] {
  return history.map(tell).reverse()
}

function tell(event: Happened): Told {
  const reason = REASONS.find((each) => each === event.reason)
  const lines = [
    ...(event.kind === "first seen" && event.beginning ? [t("listing.beginning")] : []),
    ...(event.kind === "removed" && reason ? [t(`listing.reasons.${reason}`)] : []),
    ...event.changes.map(({ field, old, new: now }) =>
      t("listing.fromTo", { field: t(`listing.field.${field}`), old: valueWords(field, old), new: valueWords(field, now) }),
    ),
  ]
  const title = t(`listing.${TITLES[event.kind]}`)
  return { at: event.at, title, lines, successor: event.successor, tone: TONES[event.kind] }
}

type Field = Happened["changes"][number]["field"]

/** A value as it was stored: words, places, ranges of pay, kinds of employment. */
export function valueWords(field: Field, value: unknown): string {
  if (Array.isArray(value)) return listWords(field, value) || t("listing.nothing")
  if (field === "workplace" && isWorkplace(value)) return t(`facts.workplace.${value}`)
  return typeof value === "string" && value ? value : t("listing.nothing")
}

function listWords(field: Field, values: unknown[]): string {
  if (field === "pay") return (values as Pay[]).map(payWords).join(", ")
  if (field === "places") return placesWords((values as { name: string }[]).map((place) => place.name), 3)
  return values.map((value) => employmentWords(String(value))).join(", ")
}

const WORKPLACES = ["remote", "hybrid", "on-site", "unknown"] as const
const isWorkplace = (value: unknown): value is (typeof WORKPLACES)[number] => WORKPLACES.some((each) => each === value)

const EMPLOYMENT = ["FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"] as const

/** A kind of employment as schema.org calls it, for people. */
export function employmentWords(kind: string): string {
  const known = EMPLOYMENT.find((each) => each === kind)
  return known ? t(`facts.employment.${known}`) : kind
}
