"""The synthesis put into words: one paper in one language, from which page, PDF, DOCX and PPTX are made."""
