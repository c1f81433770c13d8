"""Private zone: reads rows about people, writes protected release files. Pages never import it."""
