"""The page: a season, a week or a session as HTML and SVG, to read, to print and to send.

In come text, JSON or what `export/` makes of them. Out come fragments of HTML by the templates in
`templates/page/`, charts, and files. Start with `chart.py` and `render.py`.
"""
