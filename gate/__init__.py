"""The only door to scrapydweb and rq-dashboard: an origin of its own, entered with a one-time ticket.

Both tools believe whoever reaches them; one of them acts on plain GETs. So nothing reaches them that does not come from
a page of this origin, in a session that was begun here.
"""

import jobtracker  # noqa: F401 - before RQ, which has to know what its keys begin with
