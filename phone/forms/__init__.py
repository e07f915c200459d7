"""The forms of the phone, one file for each page that asks something."""
