import type { RouteRecordRaw } from "vue-router"
import SearchPage from "./pages/search/SearchPage.vue"

const user = { needs: "user" } as const
const admin = { needs: "admin" } as const

/** Every path. Mails and feeds lead to some of them (docs/web.md): those stay. All but the search are loaded when needed. */
export const routes: RouteRecordRaw[] = [
  { path: "/", alias: "/jobs", name: "search", component: SearchPage },
  { path: "/jobs/:id(\\d+)", name: "listing", component: () => import("./pages/listing/ListingPage.vue") },
  { path: "/companies", name: "companies", component: () => import("./pages/company/CompaniesPage.vue") },
  { path: "/companies/:slug", name: "company", component: () => import("./pages/company/CompanyPage.vue") },
  { path: "/stats", name: "stats", component: () => import("./pages/stats/StatsPage.vue") },

  { path: "/trackers", name: "trackers", meta: user, component: () => import("./pages/trackers/TrackersPage.vue") },
  // Without an account, too: the preview is for everybody, and from there it leads to the sign-up and back.
  { path: "/trackers/new", name: "new-tracker", component: () => import("./pages/trackers/NewTrackerPage.vue") },
  { path: "/trackers/act", name: "act", component: () => import("./pages/trackers/ActPage.vue") },
  { path: "/trackers/:id(\\d+)", name: "tracker", meta: user, component: () => import("./pages/trackers/TrackerPage.vue") },
  { path: "/agree", name: "agree", component: () => import("./pages/trackers/AgreePage.vue") },

  {
    path: "/notifications",
    name: "notifications",
    meta: user,
    component: () => import("./pages/notifications/NotificationsPage.vue"),
  },
  {
    path: "/notifications/:id(\\d+)",
    name: "notification",
    meta: user,
    component: () => import("./pages/notifications/NotificationPage.vue"),
  },
  { path: "/notices", name: "notices", meta: user, component: () => import("./pages/notifications/NoticesPage.vue") },
  { path: "/unsubscribe", name: "unsubscribe", component: () => import("./pages/notifications/UnsubscribePage.vue") },

  { path: "/account", name: "account", meta: user, component: () => import("./pages/account/AccountPage.vue") },
  { path: "/kept", name: "kept", meta: user, component: () => import("./pages/kept/KeptPage.vue") },
  { path: "/login", name: "login", component: () => import("./pages/account/LoginPage.vue") },
  { path: "/signup", name: "signup", component: () => import("./pages/account/SignupPage.vue") },
  { path: "/confirm", name: "confirm", component: () => import("./pages/account/ConfirmPage.vue") },
  { path: "/forgot", name: "forgot", component: () => import("./pages/account/ForgotPage.vue") },
  { path: "/reset", name: "reset", component: () => import("./pages/account/ResetPage.vue") },
  { path: "/address", name: "address", component: () => import("./pages/account/AddressPage.vue") },

  {
    path: "/admin",
    meta: admin,
    component: () => import("./pages/admin/AdminPage.vue"),
    children: [
      { path: "", name: "admin", component: () => import("./pages/admin/HealthPage.vue") },
      { path: "companies", name: "admin-companies", component: () => import("./pages/admin/CompaniesPage.vue") },
      { path: "companies/new", name: "admin-add", component: () => import("./pages/admin/AddCompanyPage.vue") },
      { path: "companies/:slug", name: "admin-company", component: () => import("./pages/admin/CompanyPage.vue") },
      { path: "runs", name: "admin-runs", component: () => import("./pages/admin/RunsPage.vue") },
      { path: "runs/:id(\\d+)", name: "admin-run", component: () => import("./pages/admin/RunPage.vue") },
      { path: "incidents", name: "admin-incidents", component: () => import("./pages/admin/IncidentsPage.vue") },
      { path: "held", name: "admin-held", component: () => import("./pages/admin/HeldPage.vue") },
      { path: "mail", name: "admin-mail", component: () => import("./pages/admin/MailPage.vue") },
      { path: "users", name: "admin-users", component: () => import("./pages/admin/UsersPage.vue") },
      { path: "nodes", name: "admin-nodes", component: () => import("./pages/admin/NodesPage.vue") },
      { path: "audit", name: "admin-audit", component: () => import("./pages/admin/AuditPage.vue") },
    ],
  },

  { path: "/:rest(.*)*", name: "unknown", component: () => import("./pages/unknown/UnknownPage.vue") },
]
