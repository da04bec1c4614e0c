/** What the form of a tracker shows, by the names of the API: what is refused of these stands beside them. */
export const FIELDS = [
  "search", "name", "cadence", "hour", "weekday", "zone", "days", "until", "email", "muted_words", "muted_companies",
  "webhook_url",
]
