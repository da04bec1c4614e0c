export const notifications = {
  title: "Notifications",
  mail: "A mail as it was",
  notices: "News of what you keep",
}
