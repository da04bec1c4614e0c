import type { Tracker } from "@/api/trackers"
import { LOCALE, t } from "@/texts"

const DAY = 86_400_000
const HOUR = 3_600_000

/** "8:00 AM", as clocks are read here. */
export function hourName(hour: number): string {
  return new Intl.DateTimeFormat(LOCALE, { timeStyle: "short", timeZone: "UTC" }).format(new Date(hour * HOUR))
}

/** 0 is Monday. */
export function weekdayName(weekday: number): string {
  const monday = Date.UTC(2024, 0, 1)
  return new Intl.DateTimeFormat(LOCALE, { weekday: "long", timeZone: "UTC" }).format(new Date(monday + weekday * DAY))
}

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"
}

/** How often it mails; the zone is named where it is not the reader's. */
export function cadenceWords(of: Pick<Tracker, "cadence" | "hour" | "weekday" | "zone">, here = ownZone()): string {
  if (of.cadence === "instant") return t("trackers.cadence.instant")
  const time = of.zone === here ? hourName(of.hour) : t("trackers.timeThere", { time: hourName(of.hour), zone: of.zone })
  if (of.cadence === "daily") return t("trackers.dailyAt", { time })
  return t("trackers.weeklyAt", { time, day: weekdayName(of.weekday) })
}

/** How long it still runs, in the largest unit that fits; "" once that is over. */
export function timeLeft(endsAt: string, now: number = Date.now()): string {
  const left = Date.parse(endsAt) - now
  if (left <= 0) return ""
  if (left < HOUR) return t("trackers.minutesLeft")
  if (left < 2 * DAY) return t("trackers.hoursLeft", { count: Math.floor(left / HOUR) })
  return t("trackers.daysLeft", { count: Math.round(left / DAY) })
}

/** It ends in less than a week: time to renew it. */
export function endsSoon(tracker: Pick<Tracker, "ends_at" | "state">, now: number = Date.now()): boolean {
  return tracker.state !== "ended" && Date.parse(tracker.ends_at) - now < 7 * DAY
}
