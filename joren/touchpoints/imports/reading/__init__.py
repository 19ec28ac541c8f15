"""Reading tables out of the files people have: any encoding used in Japan, any delimiter, workbooks.

Pure: no Django, no clock, bounded memory. `table.open_table` is the way in; what is wrong with a whole file is a
`problems.ReadingProblem`, what is wrong with one row is a `problems.BrokenRow` among the rows.
"""
