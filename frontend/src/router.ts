import { useQueryClient, type QueryClient } from "@tanstack/vue-query"
import { ref } from "vue"
import { createRouter, createWebHistory, type RouteLocationNormalized } from "vue-router"
import { Away } from "./api/refusal"
import { sessionQuery } from "./api/session"
import { isOutdated } from "./outdated"
import { sentenceOf } from "./problems"
import { routes } from "./routes"
import { toast } from "./saying"
import { acted } from "./ui/focus"

declare module "vue-router" {
  interface RouteMeta {
    /** Who may see a page; without it: anybody. */
    needs?: "user" | "admin"
  }
}

/** Why the first page is not there: its files did not come. */
export const notLoaded = ref<Away | null>(null)

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => {
    if (saved) return saved
    return to.path === from.path ? false : { top: 0 }
  },
})

router.beforeEach(async (to, from) => {
  if (from.matched.length && to.path !== from.path) acted()
  return to.meta.needs ? letIn(to, useQueryClient()) : true
})

/** Whoever is not logged in is led to the log-in, and from there back; an admin's page is no page for others. */
async function letIn(to: RouteLocationNormalized, queries: QueryClient) {
  const session = await queries.ensureQueryData(sessionQuery).catch(() => undefined)
  if (!session) return true // nobody answers: the page says so itself
  const { account } = session
  if (!account) return { name: "login", query: { to: to.fullPath } }
  if (to.meta.needs === "admin" && !account.admin) return { name: "unknown", params: { rest: to.path.split("/").slice(1) } }
  return true
}

// After a release the files of the page that is open are gone: it is read anew. Else whoever was on a page stays there.
router.onError(async (error: unknown, to) => {
  if (!/dynamically imported module|module script|preload/i.test(String(error))) return
  if (await isOutdated()) location.assign(to.fullPath)
  else if (router.currentRoute.value.matched.length) toast(sentenceOf(new Away()), { tone: "bad" })
  else notLoaded.value = new Away()
})
