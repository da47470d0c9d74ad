"""Papers as files: docx through python-docx, pdf through typst in a process of its own."""
