"""iCalendar (RFC 5545, RFC 7986): what a calendar program reads without signing in.

`secret` makes and knows the addresses, `planning.queries.feeds` reads the rows, `entries` says each in
French, `writing` writes them down, `reading` puts them together. No patient is in the calendar, nor here.
"""
