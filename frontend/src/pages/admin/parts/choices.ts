/** The words of the API that lists are narrowed by. */
export const CAUSES = ["gone", "moved", "blocked", "changed", "empty", "time-out", "ours"]
export const STATES = ["visited", "failing", "held", "paused", "retired", "added", "switched off"]
export const OUTCOMES = ["running", "complete", "partial", "failed", "superseded"]
