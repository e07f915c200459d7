"""The area tree on screens: browse, add grids, rename, load the official divisions."""
