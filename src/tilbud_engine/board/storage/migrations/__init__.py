"""The steps that lead to the tables of today: a folder for each database, run in order by Alembic."""
