"""Trackers as matching sees them, each looked at for each listing: what an index must do the same as, only faster."""

from jobtracker.accepting import accepts
from jobtracker.filters import Filters
from jobtracker.query import fits


class NaiveTrackers:
    """Groups of (words, filters), each with its trackers."""

    def __init__(self):
        self.groups, self._followers = [], []

    def add(self, tracker_id, since, query=None, filters=None):
        asked = (query, filters or Filters())
        if asked not in self.groups:
            self.groups.append(asked)
            self._followers.append([])
        self._followers[self.groups.index(asked)].append((tracker_id, since))

    def fitting(self, listed, now):
        return [group for group in range(len(self.groups)) if self.fits(group, listed, now)]

    def fits(self, group, listed, now):
        query, filters = self.groups[group]
        return (query is None or fits(query, listed.document)) and accepts(filters, listed.candidate, now)

    def followers(self, group):
        return self._followers[group]
