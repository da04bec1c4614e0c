import { t } from "@/texts"

/** The two parts of the notifications. */
export function sections(unread: number) {
  return [
    { name: "mails", label: t("notifications.mails"), to: { name: "notifications" } },
    { name: "notices", label: t("notifications.notices"), to: { name: "notices" }, count: unread },
  ]
}
