import type { Health } from "@/api/admin"
import { t } from "@/texts"
import { spanOf, wordOf } from "../parts/words"

/** One thing that serves: how it stands, what is wrong with it ("" if nothing), and where more is said. */
export interface Line {
  label: string
  said: string
  trouble: string
  tone: "good" | "warn" | "bad"
  to: { name: string; query?: Record<string, string> }
}

/** Seconds that the company which waits longest may have been due. */
const LATE = 3600

export function servesOf(health: Health): Line[] {
  return [queue(health), nodes(health), workers(health), mail(health), incidents(health), runs(health), companies(health), listings(health)]
}

const words = (...some: (string | false)[]) => some.filter(Boolean).join(", ")
const noRedis = (label: string): Line => ({
  label,
  said: "",
  trouble: t("admin.healths.noRedis"),
  tone: "bad",
  to: { name: "admin-nodes" },
})

function queue({ fleet, oldest_due }: Health): Line {
  if (!fleet) return noRedis(t("admin.healths.queue"))
  const isLate = oldest_due > LATE
  return {
    label: t("admin.healths.queue"),
    said: t("admin.healths.queueText", { due: fleet.due, crawling: fleet.crawling }),
    trouble: isLate ? t("admin.healths.oldest", { span: spanOf(oldest_due) }) : "",
    tone: isLate ? "warn" : "good",
    to: { name: "admin-nodes" },
  }
}

function nodes({ fleet }: Health): Line {
  if (!fleet) return noRedis(t("admin.healths.nodes"))
  const trouble = fleet.nodes
    ? words(
        fleet.silent > 0 && t("admin.healths.silent", { count: fleet.silent }),
        fleet.outdated > 0 && t("admin.healths.outdated", { count: fleet.outdated }),
      )
    : t("admin.healths.noNodes")
  const tone = !fleet.nodes || fleet.silent ? "bad" : fleet.outdated ? "warn" : "good"
  return {
    label: t("admin.healths.nodes"),
    said: fleet.nodes ? t("admin.healths.nodesText", { count: fleet.nodes }) : "",
    trouble,
    tone,
    to: { name: "admin-nodes" },
  }
}

const sum = (numbers: number[]) => numbers.reduce((all, each) => all + each, 0)

function workers({ fleet }: Health): Line {
  if (!fleet) return noRedis(t("admin.healths.workers"))
  const does = (name: string) => fleet.workers.some((worker) => worker.queue.split(", ").includes(name))
  const isAlone = !fleet.workers.length
  const failed = sum(fleet.tasks.map((each) => each.failed))
  const waiting = (isMatching: boolean) =>
    sum(fleet.tasks.filter((each) => (each.queue === "matching") === isMatching).map((each) => each.waiting))
  const trouble = isAlone
    ? t("admin.healths.noWorkers")
    : words(
        !does("matching") && t("admin.healths.noMatcher"),
        !does("tasks") && t("admin.healths.noTasks"),
        fleet.matching,
        failed > 0 && t("admin.healths.failedTasks", { count: failed }),
      )
  const isMissing = !does("matching") || !does("tasks")
  return {
    label: t("admin.healths.workers"),
    said: words(
      !isAlone && t("admin.healths.workersText", { count: fleet.workers.length }),
      t("admin.healths.tasksText", { tasks: waiting(false), matching: waiting(true) }),
    ),
    trouble,
    tone: isMissing ? "bad" : trouble ? "warn" : "good",
    to: { name: "admin-nodes" },
  }
}

function mail({ mail }: Health): Line {
  const trouble = words(
    !mail.ready && t("admin.healths.mailNotSet"),
    mail.failing > 0 && t("admin.healths.mailFailing", { count: mail.failing }),
  )
  return {
    label: t("admin.healths.mail"),
    said: mail.unsent ? t("admin.healths.mailText", { count: mail.unsent }) : t("admin.healths.mailNone"),
    trouble,
    tone: !mail.ready ? "bad" : trouble ? "warn" : "good",
    to: { name: "admin-mail" },
  }
}

function incidents({ open_incidents, companies }: Health): Line {
  return {
    label: t("admin.healths.incidents"),
    said: t("admin.healths.openIncidents", { count: open_incidents }),
    trouble: companies.held ? `${companies.held} ${wordOf("held")}` : "",
    tone: open_incidents ? "bad" : companies.held ? "warn" : "good",
    to: { name: "admin-incidents" },
  }
}

function runs({ runs }: Health): Line {
  const some = Object.entries(runs).filter(([, count]) => count > 0)
  const ended = (runs.complete ?? 0) + (runs.partial ?? 0) + (runs.failed ?? 0)
  const failed = runs.failed ?? 0
  return {
    label: t("admin.healths.runs"),
    said: some.map(([outcome, count]) => `${count} ${wordOf(outcome)}`).join(", ") || t("admin.none"),
    trouble: "",
    tone: ended && failed / ended > 0.2 ? "warn" : "good",
    to: { name: "admin-runs" },
  }
}

/** How many companies are in each state, but those that the tiles above count. */
function companies({ companies }: Health): Line {
  const some = ["well", "unread", "paused", "off", "retired"].filter((state) => (companies[state] ?? 0) > 0)
  return {
    label: t("admin.companies"),
    said: some.map((state) => `${companies[state]?.toLocaleString()} ${wordOf(state)}`).join(", ") || t("admin.none"),
    trouble: "",
    tone: "good",
    to: { name: "admin-companies" },
  }
}

function listings({ open_listings }: Health): Line {
  return {
    label: t("admin.cols.listings"),
    said: t("admin.healths.openListings", { count: open_listings }),
    trouble: "",
    tone: open_listings ? "good" : "warn",
    to: { name: "search" },
  }
}
