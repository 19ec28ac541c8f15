"""Reading tables out of the files people have: any encoding used in Japan, any delimiter, workbooks, address cards,
mails, zips, pasted text.

Pure: no Django, no clock, bounded memory. What is wrong with a whole file is a `problems.ReadingProblem`, what is wrong
with one row is a `problems.BrokenRow` among the rows. The ways in:

* `table.open_table(path, known, wishes, spool)`: text, workbooks, vCard, mails (.eml, mbox), each also inside gzip.
  Cheap for an xlsx of any size: only its first rows are looked at. `Table.rows()` streams; whoever reads a table whole
  more than once calls `Table.whole()` first, in a job. xls, xlsb and ods become text at once, by a child process.
* `archives.is_archive(path)`, `archives.members(path)`, `archives.extract(path, member, target)`: a zip of files, each
  a table of its own. `open_table` refuses a zip with the code ``archive``.
* `pasted.write_text(text, target)`: the content of a text field as a file for `open_table`; returns a name for it.
* `encoding_names.display_name(name)`: an encoding as people call it.

A file that mixes encodings is refused (``mixed_encodings``: row, column, what it looks like there) unless
`Wishes.leave_out_undecodable` says that its owner agrees to leave those rows out; then they are broken rows.
"""
