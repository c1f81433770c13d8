"""The doors of the private zone: every form in which microdata arrive becomes rows of text."""
