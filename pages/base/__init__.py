"""Plain Python that the whole app uses, its server and its pages: limits, counts, words of the field, QR codes."""
