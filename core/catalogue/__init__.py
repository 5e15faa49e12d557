"""The catalogue: one SQLite file that knows every brand project of a library.

The only package that speaks SQL. Noun modules (`projects`, `items`, `runs` ...) hold functions
that take a session of `store.Catalogue` and give out the frozen records of `records.py`; no live
database object leaves this package. Files lie beside the catalogue, named by their content.
"""
