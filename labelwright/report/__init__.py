"""Reports for people: tables in a terminal, plain text in a log. Each has a JSON form beside it, made elsewhere."""
