"""A stranger's attack on `terang protect` and `terang attack`, by programs of its own."""
