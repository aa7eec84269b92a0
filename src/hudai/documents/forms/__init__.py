"""The statutory forms, each named by the noun it is about, as workbook and as PDF."""
