import type { Tracker } from "@/api/trackers"

export interface Muted {
  slug: string
  /** The trackers that leave it out. */
  trackers: Tracker[]
}

/** Companies that trackers leave out, by slug. */
export function mutedIn(trackers: readonly Tracker[]): Muted[] {
  const found = new Map<string, Tracker[]>()
  for (const tracker of trackers) {
    for (const slug of tracker.muted_companies) found.set(slug, [...(found.get(slug) ?? []), tracker])
  }
  return [...found].map(([slug, its]) => ({ slug, trackers: its })).sort((a, b) => a.slug.localeCompare(b.slug))
}
