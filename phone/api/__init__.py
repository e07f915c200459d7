"""HTTP for the phone and for machines: the same actions and queries as the pages."""
