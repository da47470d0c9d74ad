"""Papers: what stands on an official paper, and its files as docx and pdf. The forms are planned."""
