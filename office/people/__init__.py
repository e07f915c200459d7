"""Units, posts, persons and who holds what: the pages, and the link that lets somebody in."""
