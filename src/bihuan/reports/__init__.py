"""Papers: notices, slips and the bulletin, laid out as official papers, as docx and pdf."""
