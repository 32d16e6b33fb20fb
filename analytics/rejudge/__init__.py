"""Many placements judged anew by PostgreSQL after a rule changed, without reading one of them into Python."""
