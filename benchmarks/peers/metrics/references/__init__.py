"""What each reference says of a measure, by the names that the benchmark gives them."""
