export const trackers = {
  title: "Trackers",
  one: "Tracker",
  new: "Track a search",
  act: "A link of a mail",
  agree: "Mails to this address",
}
