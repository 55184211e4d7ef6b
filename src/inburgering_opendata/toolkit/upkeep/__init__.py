"""What whoever maintains a project does to its files: begin, add, pin, suggest, and look over."""
