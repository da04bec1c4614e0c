import { useQueryClient, type QueryClient } from "@tanstack/vue-query"
import { createRouter, createWebHistory, type RouteLocationNormalized } from "vue-router"
import { sessionQuery } from "./api/session"
import { routes } from "./routes"
import { acted } from "./ui/focus"

declare module "vue-router" {
  interface RouteMeta {
    /** Who may see a page; without it: anybody. */
    needs?: "user" | "admin"
  }
}

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

// After a release the files of the page that is open are gone: read it anew, once.
router.onError((error: unknown, to) => {
  const isOld = /dynamically imported module|module script|preload/i.test(String(error))
  if (!isOld || sessionStorage.getItem("reloaded") === to.fullPath) return
  sessionStorage.setItem("reloaded", to.fullPath)
  location.assign(to.fullPath)
})
