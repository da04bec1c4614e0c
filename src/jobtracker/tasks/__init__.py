"""Background work: plain functions `task(database, redis, now)`, one file each; table.py says which and when.

RQ carries them: cron.py offers each at its times, worker.py does them. Both speak JSON only, and a worker does
nothing that is not in the table, whoever may have written to Redis.
"""
