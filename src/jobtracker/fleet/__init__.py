"""What nodes share through Redis: whose turn it is, and whose company. No Scrapy, and no SQL.

SQL is the truth. Whatever is lost here is made again from it.
"""
