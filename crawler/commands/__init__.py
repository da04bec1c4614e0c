"""Commands that crawl, or need what the crawler knows, one file each."""
