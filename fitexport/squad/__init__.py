"""A squad: a file of athletes -> what each of them is, and whatever is wrong with the other rows.

In comes a spreadsheet's CSV or XLSX, TOML or JSON Lines. Out come a Member for each good row and a
BadRow for each other one. Start with `roster.py`. A session for everybody and the coach's card:
`sessions.py`, `card.py`. Folders, ZIPs and stores elsewhere: `targets.py`.
"""
