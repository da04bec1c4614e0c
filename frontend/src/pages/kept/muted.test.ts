import { expect, it } from "vitest"
import type { Tracker } from "@/api/trackers"
import { mutedIn } from "./muted"

it("says of each company in which trackers it is left out", () => {
  const one = { id: 1, muted_companies: ["zeta", "acme"] } as Tracker
  const two = { id: 2, muted_companies: ["acme"] } as Tracker
  expect(mutedIn([one, two]).map(({ slug, trackers }) => [slug, trackers.map(({ id }) => id)])).toEqual([
    ["acme", [1, 2]],
    ["zeta", [1]],
  ])
  expect(mutedIn([])).toEqual([])
})
