"""What a site of many agencies costs to build."""
