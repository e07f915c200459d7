"""What `./run` does once the virtual environment stands."""
