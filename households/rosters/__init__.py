"""Rosters: what an office keeps in Excel, read and judged without touching the database.

`columns` knows the columns, `reading` opens a workbook in a limited child process, `cells`
mends what is harmless, `numbers` knows official numbers, `checking` judges rows.
"""
