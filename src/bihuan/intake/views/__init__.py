"""Pages for documents and for the review of what they propose."""
