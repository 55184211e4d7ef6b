"""Pictures before they are drawn: which rows of which table a picture shows, and how."""
