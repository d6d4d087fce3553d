"""From `corpus/` to pages and lists: `schema` says what a file may hold, `lecture` reads and checks them
together, `ecriture` brings them to the database without undoing what staff did."""
