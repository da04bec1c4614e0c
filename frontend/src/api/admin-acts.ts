import { api, ask, type Schemas } from "./client"

/** What admins do. All of it may be done twice; what cannot be done to what stands is a refusal that says what does. */
const of = (slug: string) => ({ params: { path: { slug } } })
const numbered = (number: number) => ({ params: { path: { number } } })

export const company = {
  pause: (slug: string, why: string) => ask(api.POST("/api/admin/companies/{slug}/pause", { ...of(slug), body: { why } })),
  resume: (slug: string) => ask(api.POST("/api/admin/companies/{slug}/resume", of(slug))),
  crawl: (slug: string) => ask(api.POST("/api/admin/companies/{slug}/crawl", of(slug))),
  retire: (slug: string, why: string) => ask(api.POST("/api/admin/companies/{slug}/retire", { ...of(slug), body: { why } })),
  unretire: (slug: string) => ask(api.POST("/api/admin/companies/{slug}/unretire", of(slug))),
  edit: (slug: string, body: Partial<Schemas["Edit"]>) =>
    ask(api.PATCH("/api/admin/companies/{slug}", { ...of(slug), body: body as Schemas["Edit"] })),
  add: (body: Partial<Schemas["NewAddition"]> & { url: string }) =>
    ask(api.POST("/api/admin/additions", { body: body as Schemas["NewAddition"] })),
}

export const held = {
  approve: (slug: string) => ask(api.POST("/api/admin/held/{slug}/approve", of(slug))),
  reject: (slug: string) => ask(api.POST("/api/admin/held/{slug}/reject", of(slug))),
  undo: (slug: string) => ask(api.POST("/api/admin/held/{slug}/undo", of(slug))),
}

export const incident = {
  recrawl: (number: number) => ask(api.POST("/api/admin/incidents/{number}/recrawl", numbered(number))),
  reset: (number: number) => ask(api.POST("/api/admin/incidents/{number}/reset", numbered(number))),
  pause: (number: number, why: string) =>
    ask(api.POST("/api/admin/incidents/{number}/pause", { ...numbered(number), body: { why } })),
  resume: (number: number) => ask(api.POST("/api/admin/incidents/{number}/resume", numbered(number))),
}

/** All companies for which what is said holds. */
export function recrawl(body: Partial<Schemas["NewRecrawl"]>) {
  return ask(api.POST("/api/admin/recrawls", { body: body as Schemas["NewRecrawl"] }))
}

export const mail = {
  test: (email: string) => ask(api.POST("/api/admin/mail/test", { body: { email } })),
  release: (email: string) => ask(api.POST("/api/admin/mail/suppressed/remove", { body: { email } })),
  bounce: (message: string) => ask(api.POST("/api/admin/mail/bounce", { body: { message } })),
}

export const user = {
  disable: (number: number) => ask(api.POST("/api/admin/users/{number}/disable", numbered(number))),
  enable: (number: number) => ask(api.POST("/api/admin/users/{number}/enable", numbered(number))),
  setAdmin: (number: number, admin: boolean) =>
    ask(api.PUT("/api/admin/users/{number}/admin", { ...numbered(number), body: { admin } })),
  reset: (number: number) => ask(api.POST("/api/admin/users/{number}/reset", numbered(number))),
  remove: (number: number) => ask(api.DELETE("/api/admin/users/{number}", numbered(number))),
  invite: (email: string) => ask(api.POST("/api/admin/invites", { body: { email } })),
  withdraw: (email: string) => ask(api.POST("/api/admin/invites/withdraw", { body: { email } })),
}

export const ticket = () => ask(api.POST("/api/admin/ticket"))
