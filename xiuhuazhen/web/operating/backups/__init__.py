"""Taking everything to a safe place, and bringing it back on an empty machine.

A backup is a folder: the database (a SQLite file, or an archive of ``pg_dump``), the files that this database speaks
of, ``SHA256SUMS`` over both, and ``manifest.json``. Keys are never in it. It is written under a name that begins with a
dot and renamed when it is whole, so that nothing cut short is taken for a backup.
"""
