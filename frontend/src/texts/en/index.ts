/** All words of the page in English. Another language is another folder of the same shape. */
import { account } from "./account"
import { admin } from "./admin"
import { company } from "./company"
import { facts } from "./facts"
import { kept } from "./kept"
import { listing } from "./listing"
import { notifications } from "./notifications"
import { search } from "./search"
import { shell } from "./shell"
import { stats } from "./stats"
import { trackers } from "./trackers"

export const en = { account, admin, company, facts, kept, listing, notifications, search, shell, stats, trackers }
