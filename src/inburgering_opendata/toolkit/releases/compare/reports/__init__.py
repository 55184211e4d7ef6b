"""What a comparison found, in words: one document, written as text, Markdown or HTML; and JSON."""
