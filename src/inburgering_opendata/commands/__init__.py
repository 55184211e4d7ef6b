"""One file a command. What is heavy is imported inside the function that needs it."""
